using Broker.Core.Messages;
using Broker.Core.Storage;
using Broker.Tests.Contracts;
using Broker.Tests.Fixtures;

namespace Broker.Tests.Storage.Database;

/// <summary>A message for several subscriptions lies once in the tables, for as long as one of them wants it.</summary>
public sealed class DatabaseTopicStoreTests
{
    private static readonly Destination Topic = Destination.Topic("T");

    [Fact]
    public async Task Remove_FromOneSubscriptionAfterTheOther_BodyGoesWithTheLast()
    {
        var database = await SharedMariaDb.CreateDatabaseAsync();
        await using var store = await DatabaseStore.OpenAsync(database);
        var topic = store.Adapter.OpenTopic(Topic);
        var (a, b) = (await SubscribeAsync(topic, "a"), await SubscribeAsync(topic, "b"));
        var message = StoreMessages.Create(Topic);
        await topic.AppendAsync(message, [a, b]);
        Assert.Equal(1, Bodies(database));
        a.Remove(MessageKey.Of(message));
        await store.Adapter.FlushAsync();
        Assert.Equal(1, Bodies(database));
        b.Remove(MessageKey.Of(message));
        await store.Adapter.FlushAsync();
        Assert.Equal(0, Bodies(database));
    }

    [Fact]
    public async Task RemoveSubscription_Backlog_RowsAndBodiesAreDeleted()
    {
        var database = await SharedMariaDb.CreateDatabaseAsync();
        await using var store = await DatabaseStore.OpenAsync(database);
        var topic = store.Adapter.OpenTopic(Topic);
        var (a, b) = (await SubscribeAsync(topic, "a"), await SubscribeAsync(topic, "b"));
        for (var i = 0; i < 20; i++) await topic.AppendAsync(StoreMessages.Create(Topic), [a, b]);
        await topic.RemoveSubscriptionAsync("client", "a");
        await Eventually.TrueAsync(() => Count(database, "broker_message") == 20);
        Assert.Equal(20, Bodies(database));
        await store.Adapter.RemoveDestinationAsync(Topic);
        await Eventually.TrueAsync(() => Count(database, "broker_message") == 0 && Bodies(database) == 0);
        await Eventually.TrueAsync(() => Count(database, "broker_lane") == 0);
    }

    [Fact]
    public async Task Open_RowsThatNeedNotSurvive_AreDeletedInTheBackground()
    {
        var database = await SharedMariaDb.CreateDatabaseAsync();
        await using (var first = await DatabaseStore.OpenAsync(database))
        {
            for (var i = 0; i < 10; i++) await first.Store.AppendAsync(StoreMessages.Create(DatabaseStore.Queue, persistent: i == 0));
        }

        await using var later = await DatabaseStore.OpenAsync(database, epoch: 2);
        Assert.Equal(1, later.Store.Count);
        await later.Adapter.FlushAsync();
        await Eventually.TrueAsync(() => Count(database, "broker_message") == 1);
    }

    [Fact]
    public async Task DeliveryMarks_DeliveringOrAllowed_KnownToTheNextTenure()
    {
        var database = await SharedMariaDb.CreateDatabaseAsync();
        var message = StoreMessages.Create(DatabaseStore.Queue);
        await using (var first = await DatabaseStore.OpenAsync(database))
        {
            first.Store.IsDelivering = true;
            await first.Store.AppendAsync(message);
            await first.Store.AllowDeliveryAsync(message.Sequence);
            first.Store.IsDelivering = false;
            await first.Store.AppendAsync(StoreMessages.Create(DatabaseStore.Queue));
        }

        await using (var second = await DatabaseStore.OpenAsync(database, epoch: 2))
        {
            Assert.Equal(message.Sequence, second.Store.DeliveredThrough);
            await second.Store.AllowDeliveryAsync(message.Sequence + 1);
        }

        await using var third = await DatabaseStore.OpenAsync(database, epoch: 3);
        Assert.Equal(message.Sequence + 1, third.Store.DeliveredThrough);
    }

    private static async Task<IMessageStore> SubscribeAsync(ITopicMessageStore topic, string name)
    {
        var (store, durable) = topic.AddSubscription(new DurableSubscriptionInfo("client", name, Topic, null, NoLocal: false));
        await durable;
        return store;
    }

    private static long Bodies(string database) => Count(database, "broker_body");

    private static long Count(string database, string table) =>
        DatabaseFixture.Query(database, $"SELECT COUNT(*) FROM {table}", row => row.GetInt64(0)).Single();
}

using Broker.Core.Messages;
using Broker.Core.Storage;

namespace Broker.Tests.Contracts;

/// <summary>What every <see cref="IPersistenceAdapter"/> and its topic and transaction stores do.</summary>
public abstract class PersistenceAdapterContract : PersistenceContract
{
    [Fact]
    public async Task Destinations_EmptyOnes_SurviveAndTemporaryOnesDoNot()
    {
        Adapter.OpenQueue(QueueA);
        Adapter.OpenTopic(TopicT);
        await Adapter.OpenQueue(new Destination(DestinationKind.TemporaryQueue, "ID:t")).AppendAsync(StoreMessages.Create(QueueA));
        Assert.Equal([QueueA, TopicT], Adapter.Destinations);
        if (!Survives) return;

        var report = await ReopenAsync();
        Assert.Equal(0, report.Messages);
        Assert.Equal([QueueA, TopicT], Adapter.Destinations);
    }

    [Fact]
    public async Task RemoveDestination_WithMessages_AllIsForgotten()
    {
        await AppendAsync(Adapter.OpenQueue(QueueA), 10);
        await Adapter.RemoveDestinationAsync(QueueA);
        await Adapter.RemoveDestinationAsync(Destination.Queue("unknown"));
        Assert.Empty(Adapter.Destinations);
        Assert.Equal(0, Adapter.OpenQueue(QueueA).Count);
        if (!Survives) return;

        await ReopenAsync();
        Assert.Equal([QueueA], Adapter.Destinations);
        Assert.Equal(0, Adapter.OpenQueue(QueueA).Count);
    }

    [Fact]
    public async Task RemoveDestination_OpenedAgainAtOnce_OnlyTheOldMessagesGo()
    {
        await AppendAsync(Adapter.OpenQueue(QueueA), 10);
        var removed = Adapter.RemoveDestinationAsync(QueueA);
        var again = Adapter.OpenQueue(QueueA);
        var message = StoreMessages.Create(QueueA);
        await again.AppendAsync(message);
        await removed;
        Assert.Equal(message.Sequence, Assert.Single(await ReadAsync(again)).Sequence);
        if (!Survives) return;

        await ReopenAsync();
        Assert.Equal(message.Sequence, Assert.Single(await ReadAsync(Adapter.OpenQueue(QueueA))).Sequence);
    }

    [Fact]
    public async Task Subscription_WithoutClient_KeepsWhatItIsLeftWith()
    {
        var topic = Adapter.OpenTopic(TopicT);
        var info = new DurableSubscriptionInfo("", "image", TopicT, null, NoLocal: false);
        var (store, durable) = topic.AddSubscription(info);
        var (first, second) = (StoreMessages.Create(TopicT), StoreMessages.Create(TopicT));
        await topic.AppendAsync(first, [store]);
        await topic.AppendAsync(second, [store]);
        store.Remove(MessageKey.Of(first));
        await durable;
        await Adapter.FlushAsync();
        if (!Survives) return;

        await ReopenAsync();
        var stored = Assert.Single(Adapter.OpenTopic(TopicT).Subscriptions);
        Assert.Equal(info, stored.Info);
        Assert.Equal(second.Content, Assert.Single(await ReadAsync(stored.Store)).Content);
    }

    [Fact]
    public async Task ProducerSequence_Appended_IsKnownAndSurvives()
    {
        Assert.Equal(-1, Adapter.GetLastProducerSequence(StoreMessages.Producer));
        var store = Adapter.OpenQueue(QueueA);
        await store.AppendAsync(StoreMessages.Create(QueueA, producerSequence: 7));
        await store.AppendAsync(StoreMessages.Create(QueueA, producerSequence: 5));
        await store.AppendAsync(StoreMessages.Create(QueueA, persistent: false, producerSequence: 99));
        store.RemoveAll();
        Assert.Equal(7, Adapter.GetLastProducerSequence(StoreMessages.Producer));
        if (!Survives) return;

        await ReopenAsync();
        Assert.Equal(7, Adapter.GetLastProducerSequence(StoreMessages.Producer with { }));
    }

    [Fact]
    public async Task TopicAppend_TwoOfThreeSubscriptions_EachHasItsOwnBacklog()
    {
        var (a, b, c) = await SubscribeAsync();
        var message = StoreMessages.Create(TopicT);
        await Adapter.OpenTopic(TopicT).AppendAsync(message, [a, b]);
        Assert.Equal((1, 1, 0), (a.Count, b.Count, c.Count));
        a.Remove(MessageKey.Of(message));
        Assert.Equal(message.Content, Assert.Single(await ReadAsync(b)).Content);
        if (!Survives) return;

        await ReopenAsync();
        var subscriptions = Adapter.OpenTopic(TopicT).Subscriptions.OrderBy(one => one.Info.Name, StringComparer.Ordinal).ToList();
        Assert.Equal([Info("a"), Info("b"), Info("c")], subscriptions.Select(one => one.Info));
        Assert.Equal([0, 1, 0], subscriptions.Select(one => one.Store.Count));
        Assert.Equal(message.Sequence, Assert.Single(await ReadAsync(subscriptions[1].Store)).Sequence);
    }

    [Fact]
    public async Task Subscription_ReplacedOrRemoved_LosesItsBacklog()
    {
        var (a, b, _) = await SubscribeAsync();
        var topic = Adapter.OpenTopic(TopicT);
        await topic.AppendAsync(StoreMessages.Create(TopicT), [a, b]);
        var (again, durable) = topic.AddSubscription(Info("a") with { Selector = "x = 1" });
        await durable;
        await topic.RemoveSubscriptionAsync("client", "b");
        await topic.RemoveSubscriptionAsync("client", "unknown");
        Assert.Equal(0, again.Count);
        Assert.Equal("a c", Names(topic.Subscriptions));
        if (!Survives) return;

        await ReopenAsync();
        var subscriptions = Adapter.OpenTopic(TopicT).Subscriptions;
        Assert.Equal("a c", Names(subscriptions));
        Assert.All(subscriptions, one => Assert.Equal(0, one.Store.Count));
        Assert.Equal("x = 1", subscriptions.Single(one => one.Info.Name is "a").Info.Selector);
    }

    [Fact]
    public async Task TopicAppend_NoSubscriptions_IsRefused() =>
        await Assert.ThrowsAsync<ArgumentException>(async () => await Adapter.OpenTopic(TopicT).AppendAsync(StoreMessages.Create(TopicT), []));

    [Fact]
    public async Task Commit_AppendsAndRemovals_HappenTogether()
    {
        var (a, b, _) = await SubscribeAsync();
        var queue = Adapter.OpenQueue(QueueA);
        var old = await AppendAsync(queue, 2);
        var transaction = Adapter.Transactions.Begin();
        var first = StoreMessages.Create(QueueA);
        var second = StoreMessages.Create(TopicT);
        transaction.Append(queue, first);
        transaction.Append(Adapter.OpenTopic(TopicT), second, [a, b]);
        transaction.Remove(queue, MessageKey.Of(old[0]));
        Assert.Equal(2, queue.Count);
        Assert.Equal(0, first.Sequence);
        await transaction.CommitAsync();
        Assert.True(first.Sequence > old[1].Sequence && second.Sequence > first.Sequence);
        Assert.Equal([old[1].Sequence, first.Sequence], (await ReadAsync(queue)).Select(message => message.Sequence));
        Assert.Equal(second.Content, Assert.Single(await ReadAsync(b)).Content);
        if (!Survives) return;

        await ReopenAsync();
        Assert.Equal([old[1].Sequence, first.Sequence], (await ReadAsync(Adapter.OpenQueue(QueueA))).Select(message => message.Sequence));
    }

    [Fact]
    public async Task Commit_Empty_Completes() => await Adapter.Transactions.Begin().CommitAsync();

    private async Task<(IMessageStore A, IMessageStore B, IMessageStore C)> SubscribeAsync()
    {
        var topic = Adapter.OpenTopic(TopicT);
        var stores = new List<IMessageStore>();
        foreach (var name in (string[])["a", "b", "c"])
        {
            var (store, durable) = topic.AddSubscription(Info(name));
            await durable;
            stores.Add(store);
        }

        return (stores[0], stores[1], stores[2]);
    }

    private static string Names(IEnumerable<StoredSubscription> subscriptions) =>
        string.Join(' ', subscriptions.Select(one => one.Info.Name).Order(StringComparer.Ordinal));

    private static DurableSubscriptionInfo Info(string name) => new("client", name, TopicT, null, NoLocal: name is "b");
}

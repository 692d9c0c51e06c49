using Broker.Core.Destinations;
using Broker.Core.Messages;
using Broker.Core.Routing;
using Broker.Core.Scheduling;
using Broker.Core.Storage;
using Broker.Storage.Memory;
using Broker.Tests.Core.Scheduling;
using Broker.Tests.Fixtures;

namespace Broker.Tests.Core.Routing;

public sealed class RouterSchedulingTests
{
    private static readonly (string, object?) _second = (ScheduleProperties.Delay, 1000L);

    [Fact]
    public async Task Send_Scheduled_IsAJobWithTheMessagesId()
    {
        await using var scheduled = await ScheduledEngine.StartAsync();
        var message = await scheduled.SendAsync(1000);
        var job = Assert.Single(await scheduled.ReadJobsAsync());
        Assert.Equal((message.Id.ToString(), scheduled.Now + 1000), (job.Id, job.Due));
        Assert.Equal(0, scheduled.Engine.Queue("Q").Count);
    }

    [Fact]
    public async Task Send_ForwardedWithItsJobId_IsDeliveredAtOnce()
    {
        await using var scheduled = await ScheduledEngine.StartAsync();
        await scheduled.SendAsync(_second, (ScheduleProperties.JobId, "ID:1"));
        await scheduled.DeliveredAsync(1);
    }

    [Fact]
    public async Task Send_RepeatAlone_IsDeliveredAtOnceAsItIs()
    {
        await using var scheduled = await ScheduledEngine.StartAsync();
        await scheduled.SendAsync((ScheduleProperties.Repeat, 5));
        await scheduled.DeliveredAsync(1);
        Assert.True(MessageProperties.ReadAll(scheduled.Consumer.Messages[0].Properties).ContainsKey(ScheduleProperties.Repeat));
    }

    [Theory]
    [InlineData("61 * * * *")]
    [InlineData("0 0 30 2 *")]
    public async Task Send_WrongCron_IsRefusedAlsoInATransaction(string cron)
    {
        await using var scheduled = await ScheduledEngine.StartAsync();
        await Assert.ThrowsAsync<MessageFormatException>(() => scheduled.SendAsync((ScheduleProperties.Cron, cron)));
        var transacted = scheduled.Create(Destination.Queue("Q"), (ScheduleProperties.Cron, cron));
        transacted.Transaction = scheduled.Client.Begin();
        await Assert.ThrowsAsync<MessageFormatException>(() => scheduled.Client.SendAsync(transacted));
        Assert.Equal((0, 0L), (scheduled.Jobs.Count, scheduled.Engine.Queue("Q").Count));
    }

    [Fact]
    public async Task Send_ToAPattern_IsRefused()
    {
        await using var scheduled = await ScheduledEngine.StartAsync();
        await Assert.ThrowsAsync<InvalidDestinationException>(() => scheduled.Client.SendAsync(scheduled.Create(Destination.Queue("A.*"), _second)));
    }

    [Fact]
    public async Task Send_ToAnUnknownTemporaryQueue_IsRefused()
    {
        await using var scheduled = await ScheduledEngine.StartAsync();
        var unknown = new Destination(DestinationKind.TemporaryQueue, "ID:no:1");
        await Assert.ThrowsAsync<InvalidDestinationException>(() => scheduled.Client.SendAsync(scheduled.Create(unknown, _second)));
    }

    [Fact]
    public async Task Send_RepeatedAfterReconnect_IsOneJob()
    {
        await using var scheduled = await ScheduledEngine.StartAsync();
        var first = scheduled.Engine.Connect("ID:1");
        await first.SendAsync(Dressed(first));
        scheduled.Advance(1000);
        await scheduled.DeliveredAsync(1);
        var again = scheduled.Engine.Connect("ID:1", failoverReconnect: true);
        await again.SendAsync(Dressed(again));
        scheduled.Advance(1000);
        await scheduled.DeliveredAsync(1);
    }

    [Fact]
    public async Task Send_StoreFull_WaitsAndIsScheduledOnce()
    {
        var persistence = new FaultyPersistence(new MemoryPersistenceAdapter());
        await using var scheduled = await ScheduledEngine.StartAsync(persistence);
        await scheduled.Client.AddProducerAsync();
        persistence.Refusal = new StoreFullException("full");
        var send = scheduled.SendAsync(100_000);
        Assert.False(send.IsCompleted);
        persistence.Refusal = null;
        await Eventually.TrueAsync(() =>
        {
            scheduled.Advance(100);
            return send.IsCompletedSuccessfully;
        });
        Assert.Single(await scheduled.ReadJobsAsync());
    }

    [Fact]
    public async Task Commit_ScheduledSend_BecomesAJobWithItAndCountsFromThen()
    {
        await using var scheduled = await ScheduledEngine.StartAsync();
        var transaction = scheduled.Client.Begin();
        await scheduled.Client.SendAsync(Transacted(transaction));
        await scheduled.Client.SendAsync("Q", transaction: transaction);
        scheduled.Advance(5000);
        await scheduled.DeliveredAsync(0);
        Assert.Equal(0, scheduled.Jobs.Count);
        await scheduled.Client.CommitAsync(transaction);
        Assert.Equal(scheduled.Now + 1000, Assert.Single(await scheduled.ReadJobsAsync()).Due);
        await scheduled.DeliveredAsync(1);
        scheduled.Advance(1000);
        await scheduled.DeliveredAsync(2);

        Message Transacted(TransactionId id)
        {
            var message = scheduled.Create(Destination.Queue("Q"), _second);
            message.Transaction = id;
            return message;
        }
    }

    [Fact]
    public async Task Rollback_ScheduledSend_IsNoJob()
    {
        await using var scheduled = await ScheduledEngine.StartAsync();
        var message = scheduled.Create(Destination.Queue("Q"), _second);
        message.Transaction = scheduled.Client.Begin();
        await scheduled.Client.SendAsync(message);
        scheduled.Client.Rollback(message.Transaction);
        Assert.Equal(0, scheduled.Jobs.Count);
    }

    [Fact]
    public async Task Commit_StoreFails_NoJobAndNoMessage()
    {
        var persistence = new FaultyPersistence(new MemoryPersistenceAdapter());
        await using var scheduled = await ScheduledEngine.StartAsync(persistence);
        var message = scheduled.Create(Destination.Queue("Q"), _second);
        message.Transaction = scheduled.Client.Begin();
        await scheduled.Client.SendAsync(message);
        persistence.Refusal = new("broken");
        await Assert.ThrowsAsync<StoreException>(() => scheduled.Client.CommitAsync(message.Transaction));
        Assert.Equal(0, scheduled.Jobs.Count);
    }

    [Fact]
    public async Task Deliver_Topic_ConsumersAndDurableSubscriptionsGetIt()
    {
        await using var scheduled = await ScheduledEngine.StartAsync();
        var topic = Destination.Topic("T");
        var plain = await scheduled.Client.ConsumeAsync(topic);
        var durable = await scheduled.Client.ConsumeAsync(topic, subscriptionName: "s");
        await scheduled.Client.SendAsync(scheduled.Create(topic, _second));
        await scheduled.SettledAsync();
        Assert.Empty(plain.Messages);
        scheduled.Advance(1000);
        await plain.CountAsync(1);
        await durable.CountAsync(1);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Deliver_Composite_EachMemberThen(bool persistent)
    {
        await using var scheduled = await ScheduledEngine.StartAsync();
        var message = scheduled.Create(Destination.Queue("Q,B,topic://T"), _second);
        message.Persistent = persistent;
        var topic = await scheduled.Client.ConsumeAsync(Destination.Topic("T"));
        await scheduled.Client.SendAsync(message);
        Assert.Single(await scheduled.ReadJobsAsync());
        scheduled.Advance(1000);
        await scheduled.DeliveredAsync(1);
        await topic.CountAsync(1);
        Assert.Equal(1, scheduled.Engine.Queue("B").Count);
        Assert.Equal(message.Destination, scheduled.Consumer.Messages[0].OriginalDestination);
    }

    [Fact]
    public async Task Deliver_NonPersistent_StaysSo()
    {
        await using var scheduled = await ScheduledEngine.StartAsync();
        var message = scheduled.Create(Destination.Queue("Q"), _second);
        message.Persistent = false;
        await scheduled.Client.SendAsync(message);
        scheduled.Advance(1000);
        await scheduled.DeliveredAsync(1);
        Assert.False(scheduled.Consumer.Messages[0].Persistent);
    }

    private static Message Dressed(TestClient client)
    {
        var message = client.Create(Destination.Queue("Q"), sequence: 1);
        message.Properties = MessageProperties.Append(message.Properties, [new(ScheduleProperties.Delay, 1000L)]);
        return message;
    }
}

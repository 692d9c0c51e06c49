using Broker.Core.Destinations;
using Broker.Core.Messages;
using Broker.Tests.Fixtures;

namespace Broker.Tests.Core.Destinations;

/// <summary>Who gets which message, and what comes back. Small queues that stay in memory.</summary>
public sealed class BacklogTests : IAsyncDisposable
{
    private readonly EngineFixture _engine = new();
    private readonly TestClient _client;

    public BacklogTests() => _client = _engine.Connect();

    public ValueTask DisposeAsync() => _engine.DisposeAsync();

    [Fact]
    public async Task Dispatch_OneConsumer_KeepsOrderUpToThePrefetch()
    {
        await _client.SendManyAsync("Q", 5);
        var consumer = await _client.ConsumeAsync("Q", prefetch: 3);
        Assert.Equal([1, 2, 3], consumer.Numbers);
        await consumer.AcknowledgeOneAsync(consumer.Messages[0]);
        Assert.Equal([1, 2, 3, 4], consumer.Numbers);
    }

    [Fact]
    public async Task Dispatch_TwoConsumers_TakeTurns()
    {
        var one = await _client.ConsumeAsync("Q");
        var other = await _client.ConsumeAsync("Q");
        await _client.SendManyAsync("Q", 4);
        Assert.Equal([1, 3], one.Numbers);
        Assert.Equal([2, 4], other.Numbers);
    }

    [Fact]
    public async Task Dispatch_HigherConsumerPriority_IsServedFirst()
    {
        var low = await _client.ConsumeAsync("Q", priority: -5);
        var high = await _client.ConsumeAsync("Q", prefetch: 2, priority: 5);
        await _client.SendManyAsync("Q", 3);
        Assert.Equal([1, 2], high.Numbers);
        Assert.Equal([3], low.Numbers);
    }

    [Fact]
    public async Task Dispatch_Exclusive_NextOneTakesOverInOrder()
    {
        var first = await _client.ConsumeAsync("Q", prefetch: 3, exclusive: true);
        var standby = await _client.ConsumeAsync("Q", prefetch: 3, exclusive: true);
        await _client.SendManyAsync("Q", 6);
        Assert.Equal([1, 2, 3], first.Numbers);
        Assert.Empty(standby.Numbers);
        first.Close();
        Assert.Equal([1, 2, 3], standby.Numbers);
    }

    [Fact]
    public async Task Dispatch_OutboxFull_GoesOnAfterResume()
    {
        var consumer = await _client.ConsumeAsync("Q");
        _client.Sink.Fill();
        await _client.SendManyAsync("Q", 3);
        Assert.Empty(consumer.Numbers);
        _client.Sink.Drain(_client.State);
        Assert.Equal([1, 2, 3], consumer.Numbers);
    }

    [Fact]
    public async Task Close_LastDeliveredNone_CountsNoRedelivery()
    {
        await RedeliverAsync(_ => LastDelivered.None, [0, 0, 0]);
    }

    [Fact]
    public async Task Close_LastDeliveredUnknown_CountsAll()
    {
        await RedeliverAsync(_ => LastDelivered.Unknown, [1, 1, 1]);
    }

    [Fact]
    public async Task Close_LastDeliveredSequence_CountsUpToIt()
    {
        await RedeliverAsync(messages => new(messages[1].Sequence), [1, 1, 0]);
    }

    [Fact]
    public async Task Return_OnlyEntryWaiting_IsSeenByASelectiveConsumerThatLookedFurther()
    {
        var other = await _client.ConsumeAsync("Q");
        var selective = await _client.ConsumeAsync("Q", selector: "color = 'red'");
        await _client.SendAsync("Q", color: "red");
        await _client.SendAsync("Q", color: "blue");
        Assert.Equal([1, 2], other.Numbers);
        other.Close();
        Assert.Equal([1], selective.Numbers);
    }

    [Fact]
    public async Task Selector_OnRedelivery_SeesTheQueuesCount()
    {
        await _client.SendAsync("Q");
        var fresh = await _client.ConsumeAsync("Q", selector: "JMSRedelivered = FALSE");
        var again = await _client.ConsumeAsync("Q", selector: "JMSRedelivered = TRUE AND JMSXDeliveryCount = 2");
        Assert.Equal([1], fresh.Numbers);
        Assert.Empty(again.Numbers);
        fresh.Close();
        Assert.Equal([1], again.Numbers);
    }

    [Fact]
    public async Task Pull_MessageThere_IsGivenOne()
    {
        await _client.SendManyAsync("Q", 2);
        var consumer = await _client.ConsumeAsync("Q", prefetch: 0);
        Assert.Empty(consumer.Deliveries);
        consumer.Subscription.Pull(TimeSpan.Zero);
        Assert.Equal([1], consumer.Numbers);
    }

    [Fact]
    public async Task Pull_NotToWait_IsToldThatThereIsNothing()
    {
        var consumer = await _client.ConsumeAsync("Q", prefetch: 0);
        consumer.Subscription.Pull(TimeSpan.FromMilliseconds(-1));
        await Eventually.TrueAsync(() => consumer.Deliveries.Count == 1);
        Assert.Null(consumer.Deliveries[0].Message);
    }

    [Fact]
    public async Task Pull_TimedOut_IsToldAndTakesNothingLater()
    {
        var consumer = await _client.ConsumeAsync("Q", prefetch: 0);
        consumer.Subscription.Pull(TimeSpan.FromSeconds(5));
        _engine.Time.Advance(TimeSpan.FromSeconds(6));
        await Eventually.TrueAsync(() => consumer.Deliveries.Count == 1);
        await _client.SendAsync("Q");
        Assert.Empty(consumer.Messages);
    }

    [Fact]
    public async Task Pull_TimeoutOfAnAnsweredPull_DoesNotEndTheNext()
    {
        var consumer = await _client.ConsumeAsync("Q", prefetch: 0);
        consumer.Subscription.Pull(TimeSpan.FromSeconds(5));
        await _client.SendAsync("Q");
        consumer.Subscription.Pull(TimeSpan.FromSeconds(60));
        await Task.Run(() => _engine.Time.Advance(TimeSpan.FromSeconds(10)));
        await _client.SendAsync("Q");
        Assert.Equal([1L, 2L], consumer.Deliveries.Select(delivery => delivery.Message?.Id.ProducerSequence));
    }

    [Fact]
    public async Task Pull_TimedOutWithFullOutbox_IsToldWhenThereIsRoom()
    {
        var consumer = await _client.ConsumeAsync("Q", prefetch: 0);
        _client.Sink.Fill();
        consumer.Subscription.Pull(TimeSpan.FromSeconds(5));
        _engine.Time.Advance(TimeSpan.FromSeconds(6));
        await Eventually.TrueAsync(() => _engine.Time.Waiting == 0);
        await Eventually.TrueAsync(() =>
        {
            _client.Sink.Drain(_client.State);
            return consumer.Deliveries.Count == 1;
        });
        Assert.Null(consumer.Deliveries[0].Message);
    }

    [Fact]
    public async Task Acknowledge_Standard_TakesTheRun()
    {
        var (consumer, messages) = await HoldAsync(5);
        await consumer.AcknowledgeAsync(messages[3], messages[1], count: 3);
        Assert.Equal(2, _engine.Queue("Q").Count);
        Assert.Equal(3, _engine.Queue("Q").Statistics.Dequeued);
        consumer.Close();
        Assert.Equal([1, 5], (await _client.ConsumeAsync("Q")).Numbers);
    }

    [Fact]
    public async Task Acknowledge_StandardWithoutFirst_TakesAllUpToLast()
    {
        var (consumer, messages) = await HoldAsync(5);
        await consumer.AcknowledgeAsync(messages[2], count: 3);
        Assert.Equal(2, _engine.Queue("Q").Count);
    }

    [Fact]
    public async Task Acknowledge_Individual_TakesTheLastAlone()
    {
        var (consumer, messages) = await HoldAsync(3);
        await consumer.AcknowledgeAsync(messages[1], messages[0], AcknowledgeKind.Individual);
        consumer.Close();
        Assert.Equal([1, 3], (await _client.ConsumeAsync("Q")).Numbers);
    }

    [Fact]
    public async Task Acknowledge_Delivered_LetsMoreThrough()
    {
        await _client.SendManyAsync("Q", 4);
        var consumer = await _client.ConsumeAsync("Q", prefetch: 2);
        await consumer.AcknowledgeAsync(consumer.Messages[1], kind: AcknowledgeKind.Delivered, count: 2);
        Assert.Equal([1, 2, 3, 4], consumer.Numbers);
        Assert.Equal(4, _engine.Queue("Q").Count);
        Assert.Equal(4, _engine.Queue("Q").InFlight);
    }

    [Fact]
    public async Task Acknowledge_Redelivered_ChangesNothing()
    {
        var (consumer, messages) = await HoldAsync(1);
        await consumer.AcknowledgeAsync(messages[0], kind: AcknowledgeKind.Redelivered);
        Assert.Equal(1, _engine.Queue("Q").InFlight);
    }

    [Fact]
    public async Task Acknowledge_MessageNotHeld_IsUnmatched()
    {
        var (consumer, messages) = await HoldAsync(1);
        await consumer.AcknowledgeOneAsync(messages[0]);
        await Assert.ThrowsAsync<UnmatchedAcknowledgeException>(() => consumer.AcknowledgeOneAsync(messages[0]));
    }

    [Fact]
    public async Task Acknowledge_MessageOfTheBrokenConnection_IsIgnored()
    {
        var (_, messages) = await HoldAsync(1);
        var again = _engine.Connect(failoverReconnect: true);
        var consumer = await again.ConsumeAsync("Q");
        await consumer.AcknowledgeOneAsync(messages[0]);
        Assert.Equal(1, _engine.Queue("Q").Count);
    }

    [Fact]
    public async Task Acknowledge_PoisonOfAPatternConsumer_LetsItsOtherQueuesGoOn()
    {
        await _client.SendAsync("A.1");
        await _client.SendAsync("A.2");
        var consumer = await _client.ConsumeAsync("A.*", prefetch: 1);
        await consumer.AcknowledgeAsync(consumer.Messages[0], kind: AcknowledgeKind.Poison);
        await consumer.CountAsync(2);
    }

    [Fact]
    public async Task Subscribe_Pattern_FindsQueuesMadeLater()
    {
        var consumer = await _client.ConsumeAsync("A.>");
        await _client.SendAsync("A.new");
        await _client.SendAsync("B");
        Assert.Equal([1], consumer.Numbers);
    }

    [Fact]
    public async Task Purge_SomeInFlight_LeavesThem()
    {
        await _client.SendManyAsync("Q", 5);
        await _client.SendManyAsync("Q", 5, persistent: false);
        var consumer = await _client.ConsumeAsync("Q", prefetch: 2);
        Assert.Equal(8, await _engine.Queue("Q").PurgeAsync(CancellationToken.None));
        Assert.Equal(2, _engine.Queue("Q").Count);
        await consumer.AcknowledgeAsync(consumer.Messages[1], count: 2);
        Assert.Equal(0, _engine.Queue("Q").Count);
        Assert.Equal(0, _engine.Memory.UsedBytes);
    }

    [Fact]
    public async Task Remove_WhileHeld_GivesTheMemoryBack()
    {
        var queue = new Destination(DestinationKind.TemporaryQueue, "ID:client-1:1");
        _engine.Router.AddDestination(_client.State, queue);
        await _client.SendAsync(_client.Create(queue));
        var other = _engine.Connect();
        var consumer = await other.ConsumeAsync(queue);
        await consumer.CountAsync(1);
        _client.Disconnect();
        other.Disconnect();
        Assert.Equal(0, _engine.Memory.UsedBytes);
    }

    private async Task<(TestConsumer Consumer, List<Message> Messages)> HoldAsync(int count)
    {
        await _client.SendManyAsync("Q", count);
        var consumer = await _client.ConsumeAsync("Q");
        return (consumer, consumer.Messages);
    }

    private async Task RedeliverAsync(Func<List<Message>, LastDelivered> lastDelivered, int[] counters)
    {
        var (consumer, messages) = await HoldAsync(3);
        consumer.Close(lastDelivered(messages));
        var next = await _client.ConsumeAsync("Q");
        Assert.Equal([1, 2, 3], next.Numbers);
        Assert.Equal(counters, next.Deliveries.Select(delivery => delivery.RedeliveryCounter));
    }
}

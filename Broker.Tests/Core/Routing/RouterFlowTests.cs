using Broker.Core.Configuration;
using Broker.Core.Messages;
using Broker.Core.Routing;
using Broker.Core.Storage;
using Broker.Storage.Memory;
using Broker.Tests.Fixtures;

namespace Broker.Tests.Core.Routing;

public sealed class RouterFlowTests : IAsyncDisposable
{
    private static readonly TimeSpan _poll = TimeSpan.FromSeconds(1);
    private readonly FaultyPersistence _persistence = new(new MemoryPersistenceAdapter());

    public ValueTask DisposeAsync() => _persistence.DisposeAsync();

    [Fact]
    public async Task Send_StoreFull_BlockedProducerIsListedWithTheReason()
    {
        await using var engine = new EngineFixture(_persistence);
        var client = engine.Connect();
        _persistence.Refusal = new StoreFullException("full");
        var sends = new[] { client.SendAsync("Q"), client.SendAsync("Q") };
        var since = engine.Time.GetUtcNow();
        var blocked = Assert.Single(engine.Router.ListBlockedProducers());
        Assert.Equal((client.ProducerId, Destination.Queue("Q"), BlockReason.StoreFull, since), (blocked.Producer, blocked.Destination, blocked.Reason, blocked.Since));
        Assert.Equal(client.State.Client.ClientId, blocked.ClientId);
        engine.Time.Advance(_poll);
        _persistence.Refusal = null;
        await AdvanceUntilDoneAsync(engine, sends);
        Assert.Empty(engine.Router.ListBlockedProducers());
        var statistics = engine.Queue("Q").Statistics;
        Assert.Equal((1, 0), (statistics.BlockedSends, statistics.BlockedProducers));
        Assert.True(statistics.BlockedTime >= _poll);
    }

    [Fact]
    public async Task Send_StoreFull_OneProducersLineHoldsNobodyElse()
    {
        await using var engine = new EngineFixture(_persistence);
        var client = engine.Connect();
        await client.SendAsync("Q");
        var consumer = await client.ConsumeAsync("Q");
        _persistence.Refusal = new StoreFullException("full");
        var parked = client.SendAsync("Q");
        await consumer.AcknowledgeAsync(consumer.Messages[0]);
        Assert.Equal(0, engine.Queue("Q").Count);
        await engine.Connect().SendAsync("OTHER", persistent: false);
        Assert.False(parked.IsCompleted);
    }

    [Fact]
    public async Task Send_ManyProducersBlocked_FirstComeFirstServedAndOneTriesForAll()
    {
        await using var engine = new EngineFixture(_persistence);
        var clients = Enumerable.Range(0, 200).Select(_ => engine.Connect()).ToList();
        foreach (var client in clients) await client.AddProducerAsync();
        _persistence.Refusal = new StoreFullException("full");
        var sends = clients.ConvertAll(client => client.SendAsync("Q"));
        Assert.Equal(200, engine.Router.ListBlockedProducers().Count);
        Assert.Equal(1, _persistence.Appends);
        _persistence.Refusal = null;
        await AdvanceUntilDoneAsync(engine, sends);
        Assert.Equal(
            clients.Select(client => client.ProducerId),
            (await engine.Connect().ConsumeAsync("Q")).Messages.Select(message => message.Producer));
    }

    [Fact]
    public async Task Send_OthersWaitForTheStore_ComesAfterThem()
    {
        await using var engine = new EngineFixture(_persistence);
        var (first, second) = (engine.Connect(), engine.Connect());
        _persistence.Refusal = new StoreFullException("full");
        var parked = first.SendAsync("Q");
        _persistence.Refusal = null;
        var late = second.SendAsync("Q");
        Assert.False(late.IsCompleted);
        await AdvanceUntilDoneAsync(engine, [parked, late]);
        Assert.Equal([first.ProducerId, second.ProducerId], (await second.ConsumeAsync("Q")).Messages.Select(message => message.Producer));
    }

    [Fact]
    public async Task Send_SpaceComesBack_GoesOnWithoutAPoll()
    {
        var memory = new MemoryPersistenceAdapter(limitBytes: 6_000);
        await using var engine = new EngineFixture(memory);
        var client = engine.Connect();
        var consumer = await client.ConsumeAsync("Q");
        var sends = new List<Task<Message>>();
        while (sends.All(send => send.IsCompleted)) sends.Add(client.SendAsync("Q"));
        await consumer.AcknowledgeAsync(consumer.Messages[^1], count: consumer.Messages.Count);
        await Eventually.DoneAsync(Task.WhenAll(sends));
    }

    [Fact]
    public async Task Send_FailsAfterTimeout_ThrowsThenAndNothingIsSentLater()
    {
        await using var engine = new EngineFixture(_persistence, policies: new DestinationPolicy { Queue = "Q", SendFailIfNoSpaceAfterTimeout = TimeSpan.FromSeconds(3) });
        var client = engine.Connect();
        _persistence.Refusal = new StoreFullException("full");
        var send = client.SendAsync("Q");
        engine.Time.Advance(TimeSpan.FromSeconds(2));
        Assert.False(send.IsCompleted);
        engine.Time.Advance(TimeSpan.FromSeconds(2));
        var error = await Assert.ThrowsAsync<NoSpaceException>(() => send.WaitAsync(Eventually.Patience));
        Assert.Contains($"Stopping producer ({client.ProducerId})", error.Message, StringComparison.Ordinal);
        _persistence.Refusal = null;
        await client.SendAsync("Q");
        Assert.Equal(1, engine.Queue("Q").Count);
        Assert.Empty(engine.Router.ListBlockedProducers());
    }

    [Fact]
    public async Task Send_DestinationFailsAtOnce_OthersStillWait()
    {
        await using var engine = new EngineFixture(_persistence, policies: new DestinationPolicy { Queue = "FAIL", SendFailIfNoSpace = true });
        _persistence.Refusal = new StoreFullException("full");
        await Assert.ThrowsAsync<NoSpaceException>(() => engine.Connect().SendAsync("FAIL"));
        Assert.False(engine.Connect().SendAsync("WAIT").IsCompleted);
    }

    [Fact]
    public async Task Send_PastTheHighWaterMark_WaitsWhileOthersGoOn()
    {
        await using var engine = new EngineFixture(
            new MemoryPersistenceAdapter(limitBytes: 100_000), policies: new DestinationPolicy { Queue = "LOW", StoreUsageHighWaterMark = 10 });
        var client = engine.Connect();
        await client.SendAsync(client.Create(Destination.Queue("HIGH"), bodyBytes: 20_000));
        var low = engine.Connect();
        var parked = low.SendAsync("LOW");
        Assert.False(parked.IsCompleted);
        await client.SendAsync("HIGH");
        var consumer = await client.ConsumeAsync("HIGH");
        await consumer.AcknowledgeAsync(consumer.Messages[^1], count: 2);
        await Eventually.DoneAsync(parked);
        Assert.Equal(1, engine.Queue("LOW").Count);
    }

    [Fact]
    public async Task Send_QueueWithFlowControl_WaitsAtItsLimitUntilConsumed()
    {
        await using var engine = new EngineFixture(policies: new DestinationPolicy { Queue = "Q", ProducerFlowControl = true, MemoryLimit = 6_000 });
        var client = engine.Connect();
        var sends = new List<Task<Message>>();
        while (sends.All(send => send.IsCompleted)) sends.Add(client.SendAsync("Q"));
        Assert.Equal(BlockReason.QueueFull, Assert.Single(engine.Router.ListBlockedProducers()).Reason);
        var consumer = await client.ConsumeAsync("Q");
        await consumer.AcknowledgeAsync(consumer.Messages[^1], count: consumer.Messages.Count);
        await Eventually.DoneAsync(Task.WhenAll(sends));
    }

    [Fact]
    public async Task Send_QueueByDefault_SpoolsPastItsLimit()
    {
        await using var engine = new EngineFixture(policies: new DestinationPolicy { Queue = "Q", MemoryLimit = 2_000 });
        await engine.Connect().SendManyAsync("Q", 50, persistent: false);
        Assert.Equal(50, engine.Queue("Q").Count);
    }

    [Theory]
    [InlineData(null, true)]
    [InlineData(true, true)]
    [InlineData(false, false)]
    public async Task Send_SlowSubscriber_HoldsTheProducerWithFlowControl(bool? flowControl, bool holds)
    {
        await using var engine = new EngineFixture(policies: new DestinationPolicy { Topic = "T", ProducerFlowControl = flowControl, MemoryLimit = 1500 });
        var client = engine.Connect();
        await client.ConsumeAsync(Destination.Topic("T"), prefetch: 1);
        var sends = new List<Task>();
        for (var i = 0; i < 10; i++) sends.Add(client.SendAsync(client.Create(Destination.Topic("T"))));
        Assert.Equal(holds, sends.Exists(send => !send.IsCompleted));
        Assert.Equal(holds ? [BlockReason.SlowSubscriber] : [], engine.Router.ListBlockedProducers().Select(blocked => blocked.Reason));
    }

    [Fact]
    public async Task Send_SlowSubscriberAndFailing_RefusesWhatItDoesNotTake()
    {
        await using var engine = new EngineFixture(policies: new DestinationPolicy { Topic = "T", SendFailIfNoSpace = true, MemoryLimit = 1500 });
        var client = engine.Connect();
        var slow = await client.ConsumeAsync(Destination.Topic("T"), prefetch: 1);
        var taken = 0;
        var error = await Assert.ThrowsAsync<NoSpaceException>(async () =>
        {
            for (; taken < 100; taken++) await client.SendAsync(client.Create(Destination.Topic("T")));
        });
        Assert.Equal(BlockReason.SlowSubscriber, error.Reason);
        for (var seen = 1; seen <= taken; seen++)
        {
            await slow.CountAsync(seen);
            await slow.AcknowledgeAsync(slow.Messages[^1]);
        }

        Assert.Equal(taken, slow.Messages.Count);
    }

    [Fact]
    public async Task Send_BlockedAgainAndAgain_LoggedOnceAnInterval()
    {
        await using var engine = new EngineFixture(_persistence, policies: new DestinationPolicy { Queue = "Q", BlockedProducerWarningInterval = TimeSpan.FromMinutes(1) });
        _persistence.Refusal = new StoreFullException("full");
        _ = engine.Connect("ID:1").SendAsync("Q");
        _ = engine.Connect().SendAsync("Q");
        var line = Assert.Single(engine.Logs.Lines);
        Assert.Contains("Producer ID:1:1:1 of client ID:1", line, StringComparison.Ordinal);
        Assert.Contains("waits to send to queue://Q: StoreFull", line, StringComparison.Ordinal);
        engine.Time.Advance(TimeSpan.FromMinutes(2));
        _ = engine.Connect().SendAsync("Q");
        Assert.Equal(2, engine.Logs.Lines.Count);
    }

    [Fact]
    public async Task Send_Blocked_IsToldOnTheTopicsThatClientsListenTo()
    {
        var policy = new DestinationPolicy { Queue = "Q", Advisories = new() { ForFastProducers = true, WhenFull = true } };
        await using var engine = new EngineFixture(_persistence, policies: policy);
        var full = await engine.Connect().ConsumeAsync(Destination.Topic("ActiveMQ.Advisory.FULL.Queue.Q"));
        var fast = await engine.Connect().ConsumeAsync(Destination.Topic("ActiveMQ.Advisory.FastProducer.Queue.Q"));
        _persistence.Refusal = new StoreFullException("full");
        var send = engine.Connect().SendAsync("Q");
        Assert.Equal("store", MessageProperties.ReadAll(Assert.Single(full.Messages).Properties)["usageName"]);
        Assert.Single(fast.Messages);
        _persistence.Refusal = null;
        await AdvanceUntilDoneAsync(engine, [send]);
    }

    private static Task AdvanceUntilDoneAsync(EngineFixture engine, IReadOnlyCollection<Task> sends) => Eventually.TrueAsync(() =>
    {
        engine.Time.Advance(_poll);
        return sends.All(send => send.IsCompletedSuccessfully);
    });
}

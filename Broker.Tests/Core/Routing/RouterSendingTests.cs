using Broker.Core.Messages;
using Broker.Core.Routing;
using Broker.Core.Storage;
using Broker.Storage.Memory;
using Broker.Tests.Fixtures;

namespace Broker.Tests.Core.Routing;

public sealed class RouterSendingTests : IAsyncDisposable
{
    private static readonly TimeSpan _poll = TimeSpan.FromSeconds(1);
    private readonly FaultyPersistence _persistence = new(new MemoryPersistenceAdapter());

    public ValueTask DisposeAsync() => _persistence.DisposeAsync();

    [Fact]
    public async Task Send_RepeatedAfterReconnect_IsDroppedAndAnswered()
    {
        await using var engine = new EngineFixture();
        await engine.Connect("ID:1").SendManyAsync("Q", 3);
        var again = engine.Connect("ID:1", failoverReconnect: true);
        await again.SendAsync(again.Create(Destination.Queue("Q"), sequence: 2));
        await again.SendAsync(again.Create(Destination.Queue("Q"), sequence: 3));
        await again.SendAsync(again.Create(Destination.Queue("Q"), sequence: 4));
        Assert.Equal([1, 2, 3, 4], (await again.ConsumeAsync("Q")).Numbers);
    }

    [Fact]
    public async Task Send_Composite_EachMemberGetsACopy()
    {
        await using var engine = new EngineFixture();
        var client = engine.Connect();
        var topic = await client.ConsumeAsync(Destination.Topic("C"));
        var message = client.Create(Destination.Queue("A,B,topic://C"));
        await client.SendAsync(message);
        var copy = Assert.Single((await client.ConsumeAsync("B")).Messages);
        Assert.Equal(message.Id, copy.Id);
        Assert.Equal(Destination.Queue("B"), copy.Destination);
        Assert.Equal(message.Destination, copy.OriginalDestination);
        Assert.Equal(1, engine.Queue("A").Count);
        Assert.Single(topic.Messages);
    }

    [Fact]
    public async Task Send_StoreFull_ParksInOrderAndReleasesInOrder()
    {
        await using var engine = new EngineFixture(_persistence);
        var client = engine.Connect();
        await client.AddProducerAsync();
        _persistence.Refusal = new StoreFullException("full");
        var sends = Enumerable.Range(0, 5).Select(_ => client.SendAsync("Q")).ToList();
        Assert.All(sends, send => Assert.False(send.IsCompleted));
        Assert.Equal(1, _persistence.Appends);
        Assert.Equal(1, engine.Queue("Q").Statistics.BlockedProducers);
        engine.Time.Advance(_poll);
        Assert.All(sends, send => Assert.False(send.IsCompleted));
        _persistence.Refusal = null;
        await AdvanceUntilDoneAsync(engine, sends);
        Assert.Equal([1, 2, 3, 4, 5], (await client.ConsumeAsync("Q")).Numbers);
        Assert.Equal(0, engine.Statistics.BlockedProducers);
    }

    [Fact]
    public async Task Send_StoreFullAndNotToWait_Throws()
    {
        await using var engine = new EngineFixture(_persistence, sendFailIfNoSpace: true);
        var client = engine.Connect();
        _persistence.Refusal = new StoreFullException("full");
        var error = await Assert.ThrowsAsync<NoSpaceException>(() => client.SendAsync("Q"));
        Assert.StartsWith("Persistent store is Full, 100% of ", error.Message, StringComparison.Ordinal);
        Assert.EndsWith("to prevent flooding queue://Q.", error.Message, StringComparison.Ordinal);
        Assert.Equal(0, engine.Queue("Q").Count);
    }

    [Fact]
    public async Task Send_StoreFails_ThrowsAndTheNextGoesThrough()
    {
        await using var engine = new EngineFixture(_persistence);
        var client = engine.Connect();
        _persistence.Refusal = new("broken");
        await Assert.ThrowsAsync<StoreException>(() => client.SendAsync("Q"));
        _persistence.Refusal = null;
        await client.SendAsync("Q");
        Assert.Equal([2], (await client.ConsumeAsync("Q")).Numbers);
    }

    [Fact]
    public async Task Send_CompositeWhenTheStoreIsFull_WaitsForAllMembersTogether()
    {
        await using var engine = new EngineFixture(_persistence);
        var client = engine.Connect();
        await client.AddProducerAsync();
        _persistence.Refusal = new StoreFullException("full");
        var send = client.SendAsync("A,B");
        engine.Time.Advance(_poll);
        Assert.False(send.IsCompleted);
        Assert.Equal((0, 0), (engine.Queue("A").Count, engine.Queue("B").Count));
        _persistence.Refusal = null;
        await AdvanceUntilDoneAsync(engine, [send]);
        Assert.Equal((1, 1), (engine.Queue("A").Count, engine.Queue("B").Count));
    }

    [Fact]
    public async Task Send_CompositeToStoredMembers_IsOneOperationOfTheStore()
    {
        await using var engine = new EngineFixture(_persistence);
        await engine.Connect().SendAsync("A,B");
        Assert.Equal(0, _persistence.Appends);
        Assert.Equal((1, 1), (engine.Queue("A").Count, engine.Queue("B").Count));
    }

    [Fact]
    public async Task Disconnect_WhileParked_NothingParkedIsSentLater()
    {
        await using var engine = new EngineFixture(_persistence);
        var client = engine.Connect("ID:1");
        await client.AddProducerAsync();
        _persistence.Refusal = new StoreFullException("full");
        var sends = Enumerable.Range(0, 3).Select(_ => client.SendAsync("Q")).ToList();
        var again = engine.Connect("ID:1", failoverReconnect: true);
        _persistence.Refusal = null;
        for (var number = 1; number <= 3; number++) await again.SendAsync(again.Create(Destination.Queue("Q"), sequence: number));
        engine.Time.Advance(_poll);
        foreach (var send in sends) await Assert.ThrowsAnyAsync<OperationCanceledException>(() => send.WaitAsync(TimeSpan.FromSeconds(20)));
        Assert.Equal([1, 2, 3], (await again.ConsumeAsync("Q")).Numbers);
        Assert.Equal(0, engine.Statistics.BlockedProducers);
    }

    [Fact]
    public async Task Send_ParkedAgainBehindTheGate_IsNotOvertaken()
    {
        await using var engine = new EngineFixture(policies: new Broker.Core.Configuration.DestinationPolicy { Topic = "T", MemoryLimit = 1500 });
        var client = engine.Connect();
        await client.AddProducerAsync();
        var slow = await client.ConsumeAsync(Destination.Topic("T"), prefetch: 1);
        var sends = new List<Task<Message>>();
        for (var i = 0; i < 30; i++)
        {
            sends.Add(client.SendAsync(client.Create(Destination.Topic("T"))));
            if (i % 3 == 2 && slow.Messages.Count > 0) await slow.AcknowledgeAsync(slow.Messages[^1]);
        }

        for (var i = 0; i < 60 && slow.Messages.Count < 30; i++)
        {
            var seen = slow.Messages.Count;
            await slow.AcknowledgeAsync(slow.Messages[^1]);
            await slow.CountAsync(Math.Min(30, seen + 1));
        }

        await slow.AcknowledgeAsync(slow.Messages[^1]);
        await Eventually.DoneAsync(Task.WhenAll(sends));
        Assert.Equal(Enumerable.Range(1, 30).Select(number => (long)number), slow.Numbers);
    }

    private static Task AdvanceUntilDoneAsync(EngineFixture engine, IReadOnlyCollection<Task> sends) => Eventually.TrueAsync(() =>
    {
        engine.Time.Advance(_poll);
        return sends.All(send => send.IsCompletedSuccessfully);
    });
}

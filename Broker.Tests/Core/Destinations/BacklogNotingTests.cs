using Broker.Core.Storage;
using Broker.Storage.Memory;
using Broker.Tests.Fixtures;

namespace Broker.Tests.Core.Destinations;

/// <summary>The store knows that a message may be delivered before it is; a later master delivers it as a repetition.</summary>
public sealed class BacklogNotingTests : IAsyncDisposable
{
    private readonly FaultyPersistence _persistence = new(new MemoryPersistenceAdapter());
    private readonly EngineFixture _engine;
    private readonly TestClient _client;
    private readonly List<long> _unnoted = [];

    public BacklogNotingTests()
    {
        _engine = new(_persistence, policies: EngineFixture.SmallQueues());
        _client = _engine.Connect();
        _client.Sink.OnDelivered = (_, delivery) =>
        {
            if (delivery.Message is { Persistent: true } message && !_persistence.IsNoted(message.Destination, message.Sequence)) _unnoted.Add(message.Sequence);
        };
    }

    public ValueTask DisposeAsync()
    {
        Assert.Empty(_unnoted);
        return _engine.DisposeAsync();
    }

    [Fact]
    public async Task Send_ConsumerIsThere_TheAppendNotesIt()
    {
        var consumer = await _client.ConsumeAsync("Q");
        await _client.SendManyAsync("Q", 5);
        Assert.Equal([1, 2, 3, 4, 5], consumer.Numbers);
        Assert.Empty(_persistence.Asked);
    }

    [Fact]
    public async Task Attach_MessagesWait_NotedOnceBeforeTheFirst()
    {
        await _client.SendManyAsync("Q", 2);
        var noted = HoldNoting();
        var consumer = await _client.ConsumeAsync("Q");
        Assert.Empty(consumer.Numbers);
        noted.SetResult();
        await consumer.CountAsync(2);
        Assert.Equal([1, 2], consumer.Numbers);
        Assert.Single(_persistence.Asked);
    }

    [Fact]
    public async Task Attach_AppendUnderWay_IsNotedBeforeItIsDelivered()
    {
        var announce = new TaskCompletionSource();
        _persistence.BeforeCompletion = _ => announce.Task;
        var send = _client.SendAsync("Q");
        await Eventually.TrueAsync(() => _persistence.Appends == 1);
        var consumer = await _client.ConsumeAsync("Q");
        announce.SetResult();
        await send;
        await consumer.CountAsync(1);
        Assert.Single(_persistence.Asked);
    }

    [Fact]
    public async Task Attach_AppendBegunForAnEarlierConsumer_IsAskedForAgain()
    {
        var announce = new TaskCompletionSource();
        _persistence.BeforeCompletion = _ => announce.Task;
        (await _client.ConsumeAsync("Q")).Close();
        var send = _client.SendAsync("Q");
        await Eventually.TrueAsync(() => _persistence.Appends == 1);
        var consumer = await _client.ConsumeAsync("Q");
        announce.SetResult();
        await send;
        await consumer.CountAsync(1);
        Assert.Single(_persistence.Asked);
    }

    [Fact]
    public async Task Noting_Fails_NothingIsDeliveredUntilItSucceeds()
    {
        await _client.SendManyAsync("Q", 3);
        _persistence.BeforeNoting = static _ => Task.FromException(new StoreException("no answer"));
        var consumer = await _client.ConsumeAsync("Q");
        await Eventually.TrueAsync(() => _engine.Time.Waiting > 0, "Nobody waits to ask again.");
        consumer.Subscription.Resume();
        Assert.Empty(consumer.Numbers);
        Assert.Single(_persistence.Asked);
        _persistence.BeforeNoting = null;
        _engine.Time.Advance(TimeSpan.FromSeconds(1));
        await consumer.CountAsync(3);
        Assert.Equal([1, 2, 3], consumer.Numbers);
    }

    [Fact]
    public async Task Noting_FailsAndTheNextAppendNotes_AllAreDelivered()
    {
        await _client.SendManyAsync("Q", 2);
        _persistence.BeforeNoting = static _ => Task.FromException(new StoreException("no answer"));
        var consumer = await _client.ConsumeAsync("Q");
        await _engine.Queue("Q").Backlog.WhenLoadedAsync();
        await _client.SendAsync("Q");
        Assert.Equal([1, 2, 3], consumer.Numbers);
    }

    [Fact]
    public async Task Noting_Fenced_NothingIsDeliveredAnyMore()
    {
        await _client.SendManyAsync("Q", 3);
        _persistence.BeforeNoting = static _ => Task.FromException(new FencedException());
        var consumer = await _client.ConsumeAsync("Q");
        await _engine.Queue("Q").Backlog.WhenLoadedAsync();
        _engine.Time.Advance(TimeSpan.FromMinutes(1));
        consumer.Subscription.Resume();
        Assert.Empty(consumer.Numbers);
        Assert.Single(_persistence.Asked);
    }

    [Fact]
    public async Task Noting_NothingNeedsToBeKept_IsNotAsked()
    {
        await _client.SendManyAsync("Q", 500, persistent: false);
        var consumer = await _client.ConsumeAsync("Q");
        await consumer.CountAsync(500);
        Assert.Empty(_persistence.Asked);
    }

    [Fact]
    public async Task Drain_BacklogInTheStore_IsNotedPageByPage()
    {
        await _client.SendManyAsync("Q", 3500);
        var consumer = await _client.ConsumeAsync("Q", prefetch: 100);
        for (var done = 0; done < 3500; done += 100)
        {
            await consumer.CountAsync(done + 100);
            await consumer.AcknowledgeAsync(consumer.Messages[done + 99], count: 100);
        }

        Assert.Equal(Enumerable.Range(1, 3500).Select(number => (long)number), consumer.Numbers);
        Assert.InRange(_persistence.Asked.Count, 4, 5);
    }

    [Fact]
    public async Task Search_MatchesFarBack_AreNotedAPageAtATime()
    {
        for (var i = 0; i < 3000; i++) await _client.SendAsync("Q", color: i % 10 == 9 ? "red" : "green");
        _persistence.BeforeNoting = static async _ => await Task.Yield();
        var consumer = await _client.ConsumeAsync("Q", selector: "color = 'red'");
        await consumer.CountAsync(300);
        Assert.Equal(Enumerable.Range(1, 300).Select(number => number * 10L), consumer.Numbers);
        Assert.InRange(_persistence.Asked.Count, 3, 8);
    }

    [Fact]
    public async Task Search_NotingHeldUp_PicksNoMoreThanAPage()
    {
        await _client.SendManyAsync("Q", 5000);
        var noted = HoldNoting();
        var consumer = await _client.ConsumeAsync("Q", prefetch: 10, selector: "n > 2000");
        await Eventually.TrueAsync(() => !_persistence.Asked.IsEmpty);
        Assert.True(_engine.Memory.UsedBytes < 2_000_000, $"{_engine.Memory.UsedBytes} bytes are in memory.");
        noted.SetResult();
        await consumer.CountAsync(10);
        Assert.Equal(Enumerable.Range(2001, 10).Select(number => (long)number), consumer.Numbers);
    }

    [Fact]
    public async Task Pull_NotingHeldUp_GetsWhatWaits()
    {
        await _client.SendAsync("Q");
        var noted = HoldNoting();
        var consumer = await _client.ConsumeAsync("Q", prefetch: 0);
        consumer.Subscription.Pull(TimeSpan.FromMilliseconds(-1));
        Assert.Empty(consumer.Deliveries);
        noted.SetResult();
        await Eventually.TrueAsync(() => consumer.Deliveries.Count == 1);
        Assert.Equal([1], consumer.Numbers);
    }

    [Fact]
    public async Task Pull_NotingFails_EndsWithNothing()
    {
        await _client.SendAsync("Q");
        _persistence.BeforeNoting = static _ => Task.FromException(new StoreException("no answer"));
        var consumer = await _client.ConsumeAsync("Q", prefetch: 0);
        consumer.Subscription.Pull(TimeSpan.FromMilliseconds(-1));
        await Eventually.TrueAsync(() => consumer.Deliveries.Count == 1);
        Assert.Null(consumer.Deliveries[0].Message);
    }

    [Fact]
    public async Task Commit_ConsumerIsThere_TheCommitNotesItsMessages()
    {
        var consumer = await _client.ConsumeAsync("Q");
        var transaction = _client.Begin();
        await _client.SendAsync("Q", transaction: transaction);
        await _client.CommitAsync(transaction);
        Assert.Equal([1], consumer.Numbers);
        Assert.Empty(_persistence.Asked);
    }

    [Fact]
    public async Task Open_EarlierTenureMayHaveDelivered_TheseComeAsRepetitions()
    {
        var sent = await _client.SendManyAsync("Q", 4);
        _persistence.DeliveredThrough = sent[1].Sequence;
        await using var next = new EngineFixture(_persistence, policies: EngineFixture.SmallQueues());
        var consumer = await next.Connect().ConsumeAsync("Q");
        await consumer.CountAsync(4);
        Assert.Equal([1, 1, 0, 0], consumer.Deliveries.Select(delivery => delivery.RedeliveryCounter));
    }

    private TaskCompletionSource HoldNoting()
    {
        var noted = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _persistence.BeforeNoting = _ => noted.Task;
        return noted;
    }
}

using System.Collections.Concurrent;
using System.Threading.Channels;
using Broker.Core.Messages;
using Broker.Storage.Memory;
using Broker.Tests.Fixtures;

namespace Broker.Tests.Core.Destinations;

/// <summary>Queues far larger than their memory.</summary>
public sealed class BacklogPagingTests
{
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Drain_BacklogInTheStore_IsCompleteAndInOrder(bool persistent)
    {
        await using var engine = new EngineFixture(policies: EngineFixture.SmallQueues());
        var client = engine.Connect();
        await client.SendManyAsync("Q", 3000, persistent);
        Assert.True(engine.Memory.UsedBytes < 20_000, "Memory grew with the backlog.");
        var consumer = await client.ConsumeAsync("Q", prefetch: 50);
        await DrainAsync(consumer, 3000);
        Assert.Equal(Enumerable.Range(1, 3000).Select(number => (long)number), consumer.Numbers);
        AssertEmpty(engine, "Q");
    }

    [Fact]
    public async Task Drain_PrioritiesInTheStore_HigherFirstOverTheWholeQueue()
    {
        await using var engine = new EngineFixture(policies: EngineFixture.SmallQueues(prioritized: true));
        var client = engine.Connect();
        for (var i = 0; i < 2000; i++) await client.SendAsync("Q", priority: i % 10);
        var consumer = await client.ConsumeAsync("Q", prefetch: 10);
        await DrainAsync(consumer, 2000);
        var expected = consumer.Messages.OrderByDescending(message => message.Priority).ThenBy(message => message.Id.ProducerSequence);
        Assert.Equal(expected.Select(message => message.Id.ProducerSequence), consumer.Numbers);
    }

    [Fact]
    public async Task Drain_HighPriorityInTheStoreAlone_ComesBeforeWhatIsInMemory()
    {
        await using var engine = new EngineFixture(policies: EngineFixture.SmallQueues(prioritized: true));
        var client = engine.Connect();
        for (var i = 0; i < 10; i++) await client.SendAsync("Q", priority: 1);
        await client.SendAsync("Q", priority: 9);
        var consumer = await client.ConsumeAsync("Q", prefetch: 1);
        await consumer.CountAsync(1);
        Assert.Equal(9, consumer.Messages[0].Priority);
    }

    [Fact]
    public async Task Search_MatchesDeepInTheStore_AreAllFoundWhileOthersConsume()
    {
        await using var engine = new EngineFixture(policies: EngineFixture.SmallQueues());
        var client = engine.Connect();
        for (var i = 0; i < 5000; i++) await client.SendAsync("Q", color: i % 100 == 99 ? "red" : "green");
        var selective = await client.ConsumeAsync("Q", prefetch: 3, selector: "color = 'red'");
        await selective.CountAsync(3);
        Assert.Equal([100, 200, 300], selective.Numbers);
        var others = await client.ConsumeAsync("Q", prefetch: 20, selector: "color = 'green'");
        var draining = DrainAsync(others, 4950);
        for (var i = 0; i < 50; i++) await client.SendAsync("Q", color: "red");
        await DrainAsync(selective, 100);
        await draining;
        Assert.Equal(100, selective.Numbers.Distinct().Count());
        Assert.Equal(selective.Numbers.Order(), selective.Numbers);
        AssertEmpty(engine, "Q");
    }

    [Fact]
    public async Task Search_ConsumerClosesWithPicked_NextOneGetsThemMarkedRedelivered()
    {
        await using var engine = new EngineFixture(policies: EngineFixture.SmallQueues());
        var client = engine.Connect();
        for (var i = 0; i < 1500; i++) await client.SendAsync("Q", color: i >= 1400 ? "red" : "green");
        var first = await client.ConsumeAsync("Q", prefetch: 10, selector: "color = 'red'");
        await first.CountAsync(10);
        first.Close();
        var second = await client.ConsumeAsync("Q", prefetch: 100, selector: "color = 'red'");
        await second.CountAsync(100);
        Assert.Equal(Enumerable.Range(1401, 100).Select(number => (long)number), second.Numbers);
        Assert.Equal(10, second.Deliveries.Count(delivery => delivery.RedeliveryCounter == 1));
    }

    [Fact]
    public async Task Search_PickedComeBack_AConsumerOfEverythingStillGoesInOrder()
    {
        await using var engine = new EngineFixture(policies: EngineFixture.SmallQueues());
        var client = engine.Connect();
        for (var i = 0; i < 1500; i++) await client.SendAsync("Q", color: i >= 1400 ? "red" : "green");
        var selective = await client.ConsumeAsync("Q", prefetch: 100, selector: "color = 'red'");
        await selective.CountAsync(100);
        selective.Close();
        var all = await client.ConsumeAsync("Q", prefetch: 30);
        await DrainAsync(all, 1500);
        Assert.Equal(Enumerable.Range(1, 1500).Select(number => (long)number), all.Numbers);
    }

    [Fact]
    public async Task Search_ExclusiveConsumerThere_NothingIsLoadedForTheOthers()
    {
        await using var engine = new EngineFixture(policies: EngineFixture.SmallQueues());
        var client = engine.Connect();
        for (var i = 0; i < 3000; i++) await client.SendAsync("Q", color: "red");
        var exclusive = await client.ConsumeAsync("Q", prefetch: 5, exclusive: true);
        await exclusive.CountAsync(5);
        await client.ConsumeAsync("Q", selector: "color = 'red'");
        await exclusive.AcknowledgeOneAsync(exclusive.Messages[0]);
        await exclusive.CountAsync(6);
        await engine.Queue("Q").Backlog.WhenLoadedAsync();
        Assert.True(engine.Memory.UsedBytes < 2_000_000, $"{engine.Memory.UsedBytes} bytes are in memory.");
    }

    [Fact]
    public async Task Browse_MemoryAndStore_AreOneRow()
    {
        await using var engine = new EngineFixture(policies: EngineFixture.SmallQueues(memoryLimit: 50_000));
        var client = engine.Connect();
        for (var i = 0; i < 200; i++) await client.SendAsync("Q", persistent: i % 2 == 0);
        await client.ConsumeAsync("Q", prefetch: 5);
        var seen = new List<long>();
        for (var after = 0L; ;)
        {
            var page = await engine.Queue("Q").BrowseAsync(after, 17, CancellationToken.None);
            seen.AddRange(page.Select(message => message.Id.ProducerSequence));
            if (page.Count < 17) break;
            after = page[^1].Sequence;
        }

        Assert.Equal(Enumerable.Range(1, 200).Select(number => (long)number), seen);
    }

    [Fact]
    public async Task AddStored_PageReadBetweenStoringAndAnnouncing_DeliversOnce()
    {
        var persistence = new FaultyPersistence(new MemoryPersistenceAdapter());
        await using var engine = new EngineFixture(persistence, policies: EngineFixture.SmallQueues());
        var client = engine.Connect();
        await client.SendManyAsync("Q", 100);
        var announce = new TaskCompletionSource();
        persistence.BeforeCompletion = _ => announce.Task;
        var slow = client.SendAsync("Q");
        var consumer = await client.ConsumeAsync("Q");
        await consumer.CountAsync(100);
        await engine.Queue("Q").Backlog.WhenLoadedAsync();
        Assert.Equal(100, consumer.Messages.Count);
        announce.SetResult();
        await slow;
        await consumer.CountAsync(101);
        await consumer.AcknowledgeAsync(consumer.Messages[^1], count: 101);
        Assert.Equal(101, consumer.Numbers.Distinct().Count());
        AssertEmpty(engine, "Q");
    }

    [Fact]
    public async Task AddStored_AnnouncedOutOfOrderWhenMemoryFills_IsNotForgotten()
    {
        var persistence = new FaultyPersistence(new MemoryPersistenceAdapter());
        await using var engine = new EngineFixture(persistence, policies: EngineFixture.SmallQueues());
        var client = engine.Connect();
        var announce = new TaskCompletionSource();
        persistence.BeforeCompletion = _ => announce.Task;
        var late = client.SendAsync("Q");
        persistence.BeforeCompletion = null;
        await client.SendManyAsync("Q", 50);
        announce.SetResult();
        await late;
        var consumer = await client.ConsumeAsync("Q");
        await consumer.CountAsync(51);
        await engine.Queue("Q").Backlog.WhenLoadedAsync();
        Assert.Equal(Enumerable.Range(1, 51).Select(number => (long)number), consumer.Numbers);
    }

    [Fact]
    public async Task Purge_WhilePagesAreRead_NothingPurgedIsDelivered()
    {
        await using var engine = new EngineFixture(policies: EngineFixture.SmallQueues());
        var client = engine.Connect();
        for (var round = 0; round < 30; round++)
        {
            await client.SendManyAsync("Q", 1200);
            var consumer = await client.ConsumeAsync("Q", prefetch: 100);
            var purged = await engine.Queue("Q").PurgeAsync(CancellationToken.None);
            await engine.Queue("Q").Backlog.WhenLoadedAsync();
            Assert.Equal(1200, purged + consumer.Messages.Count);
            if (consumer.Messages.Count > 0) await consumer.AcknowledgeAsync(consumer.Messages[^1]);
            consumer.Close();
            AssertEmpty(engine, "Q");
        }
    }

    [Fact]
    public async Task Load_PageUnreadable_IsTriedAgain()
    {
        var persistence = new FaultyPersistence(new MemoryPersistenceAdapter());
        await using var engine = new EngineFixture(persistence, policies: EngineFixture.SmallQueues());
        var client = engine.Connect();
        await client.SendManyAsync("Q", 100);
        persistence.ReadsFail = true;
        var consumer = await client.ConsumeAsync("Q");
        await engine.Queue("Q").Backlog.WhenLoadedAsync();
        persistence.ReadsFail = false;
        engine.Time.Advance(TimeSpan.FromSeconds(2));
        await engine.Directory.ExpireAsync(CancellationToken.None);
        await consumer.CountAsync(100);
    }

    [Fact]
    public async Task SendAndConsume_ManyThreads_EachMessageOnceAndInTheOrderOfItsProducer()
    {
        const int Producers = 4;
        const int Each = 1500;
        await using var engine = new EngineFixture(policies: EngineFixture.SmallQueues(memoryLimit: 16 * 1024));
        var seen = new ConcurrentQueue<(int Consumer, MessageId Id)>();
        var arrivals = Enumerable.Range(0, 3).Select(static _ => Channel.CreateUnbounded<Message>()).ToList();
        var consuming = arrivals.Select((arrived, number) => Task.Run(() => ConsumeAsync(arrived, number))).ToList();
        var producing = Enumerable.Range(0, Producers).Select(_ => Task.Run(ProduceAsync)).ToList();
        await Eventually.DoneAsync(Task.WhenAll(producing));
        await Eventually.TrueAsync(() => seen.Count >= Producers * Each, () => $"{seen.Count} came, {engine.Queue("Q").Count} are left, {engine.Queue("Q").InFlight} in flight.");
        foreach (var arrived in arrivals) arrived.Writer.Complete();
        await Eventually.DoneAsync(Task.WhenAll(consuming));
        Assert.Equal(Producers * Each, seen.Select(one => one.Id).Distinct().Count());
        Assert.Equal(Producers * Each, seen.Count);
        foreach (var run in seen.GroupBy(one => (one.Consumer, one.Id.Producer)))
        {
            Assert.Equal(run.Select(one => one.Id.ProducerSequence).Order(), run.Select(one => one.Id.ProducerSequence));
        }

        AssertEmpty(engine, "Q");

        async Task ProduceAsync()
        {
            var client = engine.Connect();
            for (var i = 0; i < Each; i++) await client.SendAsync("Q", color: i % 3 == 0 ? "red" : "green");
        }

        async Task ConsumeAsync(Channel<Message> arrived, int number)
        {
            var client = engine.Connect();
            client.Sink.OnDelivered = (_, delivery) => arrived.Writer.TryWrite(delivery.Message!);
            var consumer = await client.ConsumeAsync("Q", prefetch: 20, selector: number == 0 ? "color = 'red'" : null);
            await foreach (var message in arrived.Reader.ReadAllAsync())
            {
                seen.Enqueue((number, message.Id));
                await consumer.AcknowledgeOneAsync(message);
            }
        }
    }

    private static async Task DrainAsync(TestConsumer consumer, int count)
    {
        for (var done = 0; done < count;)
        {
            await consumer.CountAsync(done + 1);
            var messages = consumer.Messages;
            await consumer.AcknowledgeAsync(messages[^1], count: messages.Count - done);
            done = messages.Count;
        }
    }

    private static void AssertEmpty(EngineFixture engine, string name)
    {
        var queue = engine.Queue(name);
        Assert.Equal((0, 0, 0), (queue.Count, queue.InFlight, queue.SizeBytes));
        Assert.Equal(0, engine.Memory.UsedBytes);
    }
}

using Broker.Core.Configuration;
using Broker.Core.Destinations;
using Broker.Core.Messages;
using Broker.Tests.Fixtures;

namespace Broker.Tests.Core.Destinations;

/// <summary>A slow consumer of a topic: what waits for it, what is thrown away, and what is counted.</summary>
public sealed class TopicSubscriptionTests
{
    private static readonly Destination _topic = Destination.Topic("T");

    [Fact]
    public async Task Send_OverThePendingLimit_OldestGoAndNobodyWaits()
    {
        await using var engine = Engine(limit: 3);
        var client = engine.Connect();
        var slow = await client.ConsumeAsync(_topic, prefetch: 1);
        var quick = await client.ConsumeAsync(_topic);
        var sends = Enumerable.Range(0, 10).Select(_ => client.SendAsync(client.Create(_topic))).ToList();
        Assert.All(sends, static send => Assert.True(send.IsCompletedSuccessfully));
        Assert.Equal(10, quick.Numbers.Count);
        await TakeAllAsync(slow, 4);
        Assert.Equal([1, 8, 9, 10], slow.Numbers);
        Assert.Equal(new(Enqueued: 10, Dispatched: 4, Dequeued: 4, Discarded: 6, Expired: 0, Pending: 0, InFlight: 0), CountsOf(slow));
        Assert.Equal(6, engine.Directory.FindTopic(_topic)!.Statistics.Discarded);
        Assert.Equal(0, engine.Memory.UsedBytes);
    }

    [Fact]
    public async Task Send_LimitAndManyBytes_NeverHoldsMoreThanTheTopicMay()
    {
        await using var engine = Engine(limit: 1000, memoryLimit: 64 * 1024);
        var client = engine.Connect();
        await client.ConsumeAsync(_topic, prefetch: 1);
        for (var i = 0; i < 100; i++)
        {
            Assert.True(client.SendAsync(client.Create(_topic, bodyBytes: 8192)).IsCompletedSuccessfully);
            Assert.InRange(engine.Memory.UsedBytes, 0, 64 * 1024);
        }
    }

    [Fact]
    public async Task Send_LimitZero_OnlyThePrefetchIsServed()
    {
        await using var engine = Engine(limit: 0);
        var client = engine.Connect();
        var slow = await client.ConsumeAsync(_topic, prefetch: 2);
        for (var i = 0; i < 5; i++) await client.SendAsync(client.Create(_topic));
        await slow.AcknowledgeAsync(slow.Messages[1], count: 2);
        await client.SendAsync(client.Create(_topic));
        Assert.Equal([1, 2, 6], slow.Numbers);
    }

    [Theory]
    [InlineData(-1, 2, 2)]
    [InlineData(5, 2, 2)]
    [InlineData(1, 2, 1)]
    public async Task Send_ConsumerAsksForALimit_TheSmallerHolds(int policy, int asked, int kept)
    {
        await using var engine = Engine(policy);
        var client = engine.Connect();
        var slow = await client.ConsumeAsync(_topic, prefetch: 1, maximumPending: asked);
        for (var i = 0; i < 8; i++) await client.SendAsync(client.Create(_topic));
        Assert.Equal(kept, CountsOf(slow).Pending);
    }

    [Fact]
    public async Task Evict_LowestPriority_OldestOfTheLowestGoes()
    {
        await using var engine = Engine(limit: 3, MessageEvictionKind.OldestMessageWithLowestPriority);
        var client = engine.Connect();
        var slow = await client.ConsumeAsync(_topic, prefetch: 1);
        foreach (var priority in new[] { 4, 9, 2, 5, 2, 7, 1 }) await client.SendAsync(client.Create(_topic, priority: priority));
        await TakeAllAsync(slow, 4);
        Assert.Equal([1, 2, 4, 6], slow.Numbers);
    }

    [Fact]
    public async Task Evict_UniqueProperty_ReplacedOnesGoBeforeTheOldest()
    {
        await using var engine = Engine(limit: 3, MessageEvictionKind.UniqueProperty, "color");
        var client = engine.Connect();
        var slow = await client.ConsumeAsync(_topic, prefetch: 1);
        foreach (var color in new[] { "x", "red", "blue", null, "blue", "green", "red" }) await client.SendAsync(client.Create(_topic, color: color));

        // 2 is the oldest when 6 comes and nothing is replaced; blue 3 went for 5.
        await TakeAllAsync(slow, 4);
        Assert.Equal([1, 5, 6, 7], slow.Numbers);
    }

    [Fact]
    public async Task Evict_SomeExpired_TheyGoFirst()
    {
        await using var engine = Engine(limit: 3);
        var client = engine.Connect();
        var slow = await client.ConsumeAsync(_topic, prefetch: 1);
        for (var i = 0; i < 3; i++) await client.SendAsync(client.Create(_topic));
        await client.SendAsync(client.Create(_topic, expiration: engine.Time.NowMilliseconds + 1000));
        engine.Time.Advance(TimeSpan.FromSeconds(2));
        await client.SendAsync(client.Create(_topic));
        await TakeAllAsync(slow, 4);
        Assert.Equal([1, 2, 3, 5], slow.Numbers);
        Assert.Equal((0, 1), (CountsOf(slow).Discarded, CountsOf(slow).Expired));
    }

    [Theory]
    [InlineData(MessageEvictionKind.OldestMessage)]
    [InlineData(MessageEvictionKind.OldestMessageWithLowestPriority)]
    [InlineData(MessageEvictionKind.UniqueProperty)]
    public async Task Evict_RandomTraffic_AsASimpleSearchWould(MessageEvictionKind kind)
    {
        await using var engine = new EngineFixture();
        var client = engine.Connect();
        var topic = engine.Directory.GetOrAddTopic(_topic, out _);
        var pending = new PendingMessages(5, long.MaxValue, MessageEviction.For(new() { Kind = kind, PropertyName = "color" }), engine.Memory);
        var model = new List<(Message Message, string Color)>();
        var random = new Random(7);
        for (var step = 0; step < 5000; step++)
        {
            if (model.Count > 0 && random.Next(4) == 0)
            {
                Assert.Same(model[0].Message, pending.First!.Message);
                pending.Remove(pending.First);
                model.RemoveAt(0);
                continue;
            }

            var color = random.Next(4).ToString(System.Globalization.CultureInfo.InvariantCulture);
            var message = client.Create(_topic, priority: random.Next(10), color: color);
            pending.Add(message, topic);
            model.Add((message, color));
            if (!pending.HasExcess) continue;
            var at = kind switch
            {
                MessageEvictionKind.OldestMessageWithLowestPriority => model.FindIndex(one => one.Message.Priority == model.Min(other => other.Message.Priority)),
                MessageEvictionKind.UniqueProperty => Math.Max(0, FirstReplaced(model)),
                _ => 0,
            };
            Assert.Same(model[at].Message, pending.Evict().Message);
            model.RemoveAt(at);
        }

        Assert.Equal(model.Count, pending.Count);
        pending.Clear();
        Assert.Equal(0, engine.Memory.UsedBytes);
    }

    [Fact]
    public async Task Expire_WaitingMessages_GoAndReleaseTheProducer()
    {
        await using var engine = Engine(limit: -1, memoryLimit: 3000);
        var client = engine.Connect();
        var slow = await client.ConsumeAsync(_topic, prefetch: 1);
        var sends = Enumerable.Range(0, 5).Select(_ => client.SendAsync(client.Create(_topic, expiration: engine.Time.NowMilliseconds + 1000))).ToList();
        Assert.False(sends[3].IsCompleted);
        engine.Time.Advance(TimeSpan.FromSeconds(2));
        await engine.Directory.ExpireAsync(CancellationToken.None);
        await Eventually.DoneAsync(Task.WhenAll(sends));
        Assert.Equal(4, CountsOf(slow).Expired + CountsOf(slow).Pending);
        engine.Time.Advance(TimeSpan.FromSeconds(2));
        await engine.Directory.ExpireAsync(CancellationToken.None);
        Assert.Equal([1], slow.Numbers);
        Assert.Equal((4, 0), (CountsOf(slow).Expired, CountsOf(slow).Pending));
        Assert.Equal(0, engine.Memory.UsedBytes);
    }

    [Fact]
    public async Task Resume_NextOneExpired_TheOneAfterItIsSent()
    {
        await using var engine = Engine(limit: -1);
        var client = engine.Connect();
        var slow = await client.ConsumeAsync(_topic, prefetch: 1);
        await client.SendAsync(client.Create(_topic));
        await client.SendAsync(client.Create(_topic, expiration: engine.Time.NowMilliseconds + 1000));
        await client.SendAsync(client.Create(_topic));
        engine.Time.Advance(TimeSpan.FromSeconds(2));
        await slow.AcknowledgeAsync(slow.Messages[0]);
        Assert.Equal([1, 3], slow.Numbers);
        Assert.Equal(1, engine.Directory.FindTopic(_topic)!.Statistics.Expired);
    }

    [Fact]
    public async Task Acknowledge_PatternConsumer_EachTopicCountsItsOwn()
    {
        await using var engine = new EngineFixture();
        var client = engine.Connect();
        var consumer = await client.ConsumeAsync(Destination.Topic("A.*"));
        foreach (var name in new[] { "A.1", "A.1", "A.2", "A.1" }) await client.SendAsync(client.Create(Destination.Topic(name)));
        await consumer.AcknowledgeAsync(consumer.Messages[2], count: 3);
        Assert.Equal(2, engine.Directory.FindTopic(Destination.Topic("A.1"))!.Statistics.Dequeued);
        Assert.Equal(1, engine.Directory.FindTopic(Destination.Topic("A.2"))!.Statistics.Dequeued);
        Assert.Equal((3, 1), (CountsOf(consumer).Dequeued, CountsOf(consumer).InFlight));
    }

    [Theory]
    [InlineData(-5)]
    [InlineData(100)]
    public async Task Acknowledge_WrongCount_IsCutToWhatIsInFlight(int count)
    {
        await using var engine = new EngineFixture();
        var client = engine.Connect();
        var consumer = await client.ConsumeAsync(_topic);
        await client.SendAsync(client.Create(_topic));
        await consumer.AcknowledgeAsync(consumer.Messages[0], count: count);
        Assert.InRange(CountsOf(consumer).InFlight, 0, 1);
    }

    // The one whose next of the same value came first.
    private static int FirstReplaced(List<(Message Message, string Color)> model)
    {
        var first = -1;
        var replacedAt = int.MaxValue;
        for (var at = 0; at < model.Count; at++)
        {
            var next = model.FindIndex(at + 1, later => later.Color == model[at].Color);
            if (next < 0 || next > replacedAt) continue;
            (first, replacedAt) = (at, next);
        }

        return first;
    }

    private static TopicSubscriptionCounts CountsOf(TestConsumer consumer) => ((TopicSubscription)consumer.Subscription).Counts;

    private static async Task TakeAllAsync(TestConsumer consumer, int count)
    {
        for (var i = 0; i < count; i++) await consumer.AcknowledgeAsync(consumer.Messages[i]);
    }

    private static EngineFixture Engine(
        int limit, MessageEvictionKind kind = MessageEvictionKind.OldestMessage, string property = "", long memoryLimit = 16 << 20) =>
        new(policies: new DestinationPolicy
        {
            Topic = "T",
            MemoryLimit = memoryLimit,
            PendingMessageLimitStrategy = new() { Limit = limit },
            MessageEvictionStrategy = new() { Kind = kind, PropertyName = property },
        });
}

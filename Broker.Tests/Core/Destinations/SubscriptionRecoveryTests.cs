using Broker.Core.Configuration;
using Broker.Core.Messages;
using Broker.Core.Routing;
using Broker.Core.Storage;
using Broker.Storage.Memory;
using Broker.Tests.Fixtures;

namespace Broker.Tests.Core.Destinations;

/// <summary>What a topic keeps for consumers that come later, and what of it is there after a restart.</summary>
public sealed class SubscriptionRecoveryTests
{
    private static readonly Destination _topic = Destination.Topic("T");

    [Theory]
    [InlineData(SubscriptionRecoveryKind.None, false, new long[0])]
    [InlineData(SubscriptionRecoveryKind.FixedCount, false, new long[] { 3, 4, 5 })]
    [InlineData(SubscriptionRecoveryKind.LastImage, false, new long[] { 5 })]
    [InlineData(SubscriptionRecoveryKind.LastImage, true, new long[] { 5 })]
    public async Task Subscribe_Retroactive_GetsWhatThePolicyKeeps(SubscriptionRecoveryKind kind, bool persistent, long[] expected)
    {
        await using var engine = Engine(new() { Kind = kind, MaximumCount = 3 });
        var client = engine.Connect();
        await SendAsync(client, 5, persistent);
        Assert.Equal(expected, (await client.ConsumeAsync(_topic, retroactive: true)).Numbers);
        Assert.Empty((await client.ConsumeAsync(_topic)).Numbers);
    }

    [Fact]
    public async Task Subscribe_AlwaysRetroactive_NeedsNotAsk()
    {
        await using var engine = new EngineFixture(
            policies: new DestinationPolicy { Topic = ">", AlwaysRetroactive = true, SubscriptionRecoveryPolicy = new() { Kind = SubscriptionRecoveryKind.FixedCount } });
        var client = engine.Connect();
        await SendAsync(client, 2);
        Assert.Equal([1, 2], (await client.ConsumeAsync(_topic)).Numbers);
    }

    [Fact]
    public async Task FixedSized_MoreBytes_KeepsTheNewestThatFit()
    {
        await using var engine = Engine(new() { Kind = SubscriptionRecoveryKind.FixedSized, MaximumSize = 5 * 1024 });
        var client = engine.Connect();
        await SendAsync(client, 10);
        var late = await client.ConsumeAsync(_topic, retroactive: true);
        Assert.Equal([7, 8, 9, 10], late.Numbers);
        Assert.Equal(late.Messages.Sum(static message => message.SizeBytes), engine.Memory.UsedBytes);
    }

    [Fact]
    public async Task Timed_TimePasses_KeepsTheLatest()
    {
        await using var engine = Engine(new() { Kind = SubscriptionRecoveryKind.Timed, RecoverDuration = TimeSpan.FromSeconds(60) });
        var client = engine.Connect();
        await SendAsync(client, 2);
        engine.Time.Advance(TimeSpan.FromSeconds(40));
        await SendAsync(client, 2);
        Assert.Equal([1, 2, 3, 4], (await client.ConsumeAsync(_topic, retroactive: true)).Numbers);
        engine.Time.Advance(TimeSpan.FromSeconds(21));
        Assert.Equal([3, 4], (await client.ConsumeAsync(_topic, retroactive: true)).Numbers);
        engine.Time.Advance(TimeSpan.FromSeconds(60));
        Assert.Empty((await client.ConsumeAsync(_topic, retroactive: true)).Numbers);
        Assert.Equal(0, engine.Memory.UsedBytes);
    }

    [Fact]
    public async Task Subscribe_SelectorPatternAndExpiry_CountForWhatIsKeptToo()
    {
        await using var engine = Engine(new() { Kind = SubscriptionRecoveryKind.FixedCount }, topic: ">");
        var client = engine.Connect();
        await client.SendAsync(client.Create(Destination.Topic("A.1"), color: "red"));
        await client.SendAsync(client.Create(Destination.Topic("A.2"), color: "blue"));
        await client.SendAsync(client.Create(Destination.Topic("A.1"), color: "red", expiration: engine.Time.NowMilliseconds + 1000));
        engine.Time.Advance(TimeSpan.FromSeconds(2));
        Assert.Equal([1, 2], (await client.ConsumeAsync(Destination.Topic("A.>"), retroactive: true)).Numbers.Order());
        Assert.Equal([1], (await client.ConsumeAsync(Destination.Topic("A.>"), selector: "color = 'red'", retroactive: true)).Numbers);
        Assert.Empty((await client.ConsumeAsync(Destination.Topic("A.>"), noLocal: true, retroactive: true)).Numbers);
    }

    [Fact]
    public async Task Retained_Replaced_LastOneWithTheMark()
    {
        await using var engine = Engine(new() { RetainedMessage = true });
        var client = engine.Connect();
        await client.SendAsync(Retain(client.Create(_topic)));
        await client.SendAsync(Retain(client.Create(_topic)));
        await SendAsync(client, 1);
        var message = Assert.Single((await client.ConsumeAsync(_topic, retroactive: true)).Messages);
        Assert.Equal(2, message.Id.ProducerSequence);
        Assert.Equal(true, MessageProperties.ReadAll(message.Properties)["ActiveMQ.Retained"]);
    }

    [Fact]
    public async Task Retained_OneWithoutBody_TakesItAway()
    {
        await using var engine = Engine(new() { RetainedMessage = true });
        var client = engine.Connect();
        await client.SendAsync(Retain(client.Create(_topic)));
        var empty = Retain(client.Create(_topic));
        empty.Content = null;
        await client.SendAsync(empty);
        Assert.Empty((await client.ConsumeAsync(_topic, retroactive: true)).Messages);
        Assert.Equal(0, engine.Memory.UsedBytes);
        Assert.All(engine.Persistence.OpenTopic(_topic).Subscriptions, static one => Assert.Equal(0, one.Store.Count));
    }

    [Fact]
    public async Task Restart_PersistentImageAndRetained_AreThereAgain()
    {
        var options = new SubscriptionRecoveryOptions { Kind = SubscriptionRecoveryKind.LastImage, RetainedMessage = true };
        await using var engine = Engine(options);
        var client = engine.Connect();
        await client.SendAsync(Retain(client.Create(_topic)));
        await SendAsync(client, 5);

        await using var restarted = Engine(options, engine.Persistence);
        await restarted.Directory.RestoreAsync(CancellationToken.None);
        var again = restarted.Connect();
        Assert.Equal([1, 6], (await again.ConsumeAsync(_topic, retroactive: true)).Numbers);
        Assert.Empty(restarted.Directory.DurableSubscriptions);
        Assert.Equal([1L, 1L], restarted.Persistence.OpenTopic(_topic).Subscriptions.Select(static one => one.Store.Count));
        await SendAsync(again, 1);
        Assert.Equal([1, 1], (await again.ConsumeAsync(_topic, retroactive: true)).Numbers);
    }

    [Fact]
    public async Task Restart_LastImageWasNotPersistent_NoOlderOneComesBack()
    {
        var options = new SubscriptionRecoveryOptions { Kind = SubscriptionRecoveryKind.LastImage };
        await using var engine = Engine(options);
        var client = engine.Connect();
        await SendAsync(client, 1);
        await SendAsync(client, 1, persistent: false);
        await using var restarted = Engine(options, engine.Persistence);
        await restarted.Directory.RestoreAsync(CancellationToken.None);
        Assert.Empty((await restarted.Connect().ConsumeAsync(_topic, retroactive: true)).Numbers);
    }

    [Fact]
    public async Task Restart_PolicyGone_NothingIsLeftInTheStore()
    {
        await using var engine = Engine(new() { Kind = SubscriptionRecoveryKind.LastImage });
        await SendAsync(engine.Connect(), 1);
        await using var restarted = new EngineFixture(engine.Persistence);
        await restarted.Directory.RestoreAsync(CancellationToken.None);
        Assert.Empty(restarted.Persistence.OpenTopic(_topic).Subscriptions);
    }

    [Fact]
    public async Task Commit_LastImage_IsTheLastOfTheTransaction()
    {
        var options = new SubscriptionRecoveryOptions { Kind = SubscriptionRecoveryKind.LastImage };
        await using var engine = Engine(options);
        var client = engine.Connect();
        var transaction = client.Begin();
        for (var i = 0; i < 3; i++) await client.SendAsync(client.Create(_topic, transaction: transaction));
        Assert.Empty((await client.ConsumeAsync(_topic, retroactive: true)).Numbers);
        await client.CommitAsync(transaction);
        Assert.Equal([3], (await client.ConsumeAsync(_topic, retroactive: true)).Numbers);
        Assert.Equal(1, Assert.Single(engine.Persistence.OpenTopic(_topic).Subscriptions).Store.Count);
    }

    [Fact]
    public async Task Send_StoreRefuses_TheFormerImageStays()
    {
        var persistence = new FaultyPersistence(new MemoryPersistenceAdapter());
        await using var engine = new EngineFixture(
            persistence, sendFailIfNoSpace: true, policies: new DestinationPolicy { Topic = "T", SubscriptionRecoveryPolicy = new() { Kind = SubscriptionRecoveryKind.LastImage } });
        var client = engine.Connect();
        await SendAsync(client, 1);
        persistence.Refusal = new StoreFullException("full");
        await Assert.ThrowsAsync<NoSpaceException>(() => SendAsync(client, 1));
        persistence.Refusal = null;
        Assert.Equal([1], (await client.ConsumeAsync(_topic, retroactive: true)).Numbers);
    }

    [Fact]
    public async Task Durable_NewAndRetroactive_BeginsWithWhatIsKept()
    {
        await using var engine = Engine(new() { Kind = SubscriptionRecoveryKind.FixedCount, MaximumCount = 2 });
        var client = engine.Connect(clientId: "C");
        await SendAsync(client, 3);
        (await client.ConsumeAsync(_topic, subscriptionName: "S", retroactive: true)).Close();
        await SendAsync(client, 1);
        Assert.Equal([2, 3, 4], (await client.ConsumeAsync(_topic, subscriptionName: "S", retroactive: true)).Numbers);
        Assert.Empty((await client.ConsumeAsync(_topic, subscriptionName: "N")).Numbers);
    }

    [Theory]
    [InlineData(3000, long.MaxValue)]
    [InlineData(16 << 20, 3000)]
    public async Task Memory_TopicOrBrokerAtItsLimit_TheOldestGiveWay(long topicLimit, long brokerLimit)
    {
        await using var engine = new EngineFixture(
            memoryLimit: brokerLimit,
            policies: new DestinationPolicy { Topic = "T", MemoryLimit = topicLimit, SubscriptionRecoveryPolicy = new() { Kind = SubscriptionRecoveryKind.FixedCount } });
        var client = engine.Connect();
        await SendAsync(client, 20);
        Assert.InRange(engine.Memory.UsedBytes, 1, 3000);
        Assert.Equal([19, 20], (await client.ConsumeAsync(_topic, retroactive: true)).Numbers);
    }

    [Fact]
    public async Task RemoveTopic_WithKeptMessages_ReleasesTheMemory()
    {
        await using var engine = Engine(new() { Kind = SubscriptionRecoveryKind.FixedCount, RetainedMessage = true });
        var client = engine.Connect();
        await client.SendAsync(Retain(client.Create(_topic)));
        await engine.Router.RemoveDestinationAsync(null, _topic);
        Assert.Equal(0, engine.Memory.UsedBytes);
        Assert.Empty((await client.ConsumeAsync(_topic, retroactive: true)).Numbers);
    }

    [Fact]
    public async Task Subscribe_WhileOthersSend_NothingIsMissedOrDoubled()
    {
        const int Count = 3000;
        await using var engine = Engine(new() { Kind = SubscriptionRecoveryKind.FixedCount, MaximumCount = Count });
        var client = engine.Connect();
        var sending = Task.Run(() => SendAsync(client, Count, persistent: false));
        var consumers = new List<TestConsumer>();
        while (!sending.IsCompleted) consumers.Add(await engine.Connect().ConsumeAsync(_topic, prefetch: Count, retroactive: true));
        await Eventually.DoneAsync(sending);
        consumers.Add(await client.ConsumeAsync(_topic, prefetch: Count, retroactive: true));
        var all = Enumerable.Range(1, Count).Select(static n => (long)n).ToList();
        Assert.All(consumers, consumer => Assert.Equal(all, consumer.Numbers));
    }

    private static EngineFixture Engine(SubscriptionRecoveryOptions options, IPersistenceAdapter? persistence = null, string topic = "T") =>
        new(persistence, policies: new DestinationPolicy { Topic = topic, SubscriptionRecoveryPolicy = options });

    private static Message Retain(Message message)
    {
        message.Properties = MessageProperties.Append(message.Properties, [new("ActiveMQ.Retain", true)]);
        return message;
    }

    private static async Task SendAsync(TestClient client, int count, bool persistent = true)
    {
        for (var i = 0; i < count; i++) await client.SendAsync(client.Create(_topic, persistent));
    }
}

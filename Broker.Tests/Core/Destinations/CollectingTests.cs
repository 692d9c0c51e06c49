using Broker.Core.Configuration;
using Broker.Core.Destinations;
using Broker.Core.Messages;
using Broker.Tests.Fixtures;

namespace Broker.Tests.Core.Destinations;

/// <summary>What nobody uses goes, nothing else does, and no message goes with it.</summary>
public sealed class CollectingTests
{
    private static readonly Destination _queue = Destination.Queue("Q");
    private static readonly Destination _topic = Destination.Topic("T");

    [Fact]
    public async Task Collect_UnusedForLongEnough_GoAlsoFromTheStore()
    {
        await using var engine = Engine();
        engine.Router.AddDestination(null, _queue);
        engine.Router.AddDestination(null, _topic);
        Assert.Empty(await CollectAsync(engine));
        Assert.Empty(await CollectAsync(engine, after: 59));
        Assert.Equal([_queue, _topic], await CollectAsync(engine, after: 1));
        Assert.Empty(engine.Persistence.Destinations);
        Assert.Empty(await CollectAsync(engine, after: 60));
    }

    [Fact]
    public async Task Collect_PolicyDoesNotSaySo_Stay()
    {
        await using var engine = new EngineFixture();
        engine.Router.AddDestination(null, _queue);
        engine.Router.AddDestination(null, _topic);
        await CollectAsync(engine);
        Assert.Empty(await CollectAsync(engine, after: 6000));
    }

    [Theory]
    [InlineData("message")]
    [InlineData("inFlight")]
    [InlineData("consumer")]
    [InlineData("producer")]
    [InlineData("durable")]
    [InlineData("patternDurable")]
    [InlineData("topicConsumer")]
    [InlineData("retained")]
    public async Task Collect_InUse_Stays(string use)
    {
        await using var engine = Engine();
        var client = engine.Connect(clientId: "C");
        engine.Router.AddDestination(null, _queue);
        engine.Router.AddDestination(null, _topic);
        Destination used = await UseAsync(client, use);
        await CollectAsync(engine);
        var collected = await CollectAsync(engine, after: 6000);
        Assert.DoesNotContain(used, collected);
        Assert.Single(collected);
    }

    [Fact]
    public async Task Collect_UsedForAMomentBetween_TimeBeginsAnew()
    {
        await using var engine = Engine();
        var client = engine.Connect();
        engine.Router.AddDestination(null, _queue);
        await CollectAsync(engine);
        engine.Time.Advance(TimeSpan.FromSeconds(50));
        (await client.ConsumeAsync("Q")).Close();
        Assert.Empty(await CollectAsync(engine, after: 20));
        Assert.Single(await CollectAsync(engine, after: 60));
    }

    [Fact]
    public async Task Collect_LimitPerSweep_TheRestGoesNextTime()
    {
        await using var engine = Engine();
        for (var i = 0; i < 5; i++) engine.Queue($"Q{i}");
        await CollectAsync(engine, limit: 2);
        Assert.Equal(2, (await CollectAsync(engine, after: 60, limit: 2)).Count);
        Assert.Equal(2, (await CollectAsync(engine, limit: 2)).Count);
        Assert.Single(await CollectAsync(engine, limit: 2));
    }

    [Fact]
    public async Task Send_QueueWasCollected_IsInTheOneThatTookItsPlace()
    {
        await using var engine = Engine();
        var client = engine.Connect();
        var held = engine.Queue("Q");
        await CollectAsync(engine);
        Assert.Single(await CollectAsync(engine, after: 60));
        await held.SendAsync(client.Create(_queue));
        await held.SendAsync(client.Create(_queue, persistent: false));
        Assert.NotSame(held, engine.Queue("Q"));
        Assert.Equal([1, 2], (await client.ConsumeAsync("Q")).Numbers);
        await using var restarted = new EngineFixture(engine.Persistence);
        Assert.Equal(1, restarted.Queue("Q").Count);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Commit_QueueWasDeletedMeanwhile_IsInTheOneThatTookItsPlace(bool persistent)
    {
        await using var engine = new EngineFixture();
        var client = engine.Connect();
        var transaction = client.Begin();
        await client.SendAsync("Q", persistent, transaction: transaction);
        await engine.Router.RemoveDestinationAsync(null, _queue);
        await client.CommitAsync(transaction);
        Assert.Equal([1], (await client.ConsumeAsync("Q")).Numbers);
    }

    [Fact]
    public async Task Commit_TopicWasCollectedMeanwhile_NewDurableGetsIt()
    {
        await using var engine = Engine();
        var client = engine.Connect(clientId: "C");
        var transaction = client.Begin();
        await client.SendAsync(client.Create(_topic, transaction: transaction));
        await CollectAsync(engine);
        Assert.Single(await CollectAsync(engine, after: 60));
        var durable = await client.ConsumeAsync(_topic, subscriptionName: "S");
        await client.CommitAsync(transaction);
        Assert.Equal([1], durable.Numbers);
    }

    [Fact]
    public async Task Commit_TemporaryQueueIsGone_TheRestIsCommitted()
    {
        await using var engine = new EngineFixture();
        var client = engine.Connect();
        var temporary = new Destination(DestinationKind.TemporaryQueue, "ID:client-1:1");
        engine.Router.AddDestination(client.State, temporary);
        var transaction = client.Begin();
        await client.SendAsync(client.Create(temporary, transaction: transaction));
        await client.SendAsync("Q", transaction: transaction);
        await engine.Router.RemoveDestinationAsync(client.State, temporary);
        await client.CommitAsync(transaction);
        Assert.Equal([2], (await client.ConsumeAsync("Q")).Numbers);
        Assert.Null(engine.Directory.FindQueue(temporary));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Send_WhileQueuesAreCollected_NothingIsLost(bool persistent)
    {
        const int Rounds = 400;
        await using var engine = Engine(TimeSpan.FromSeconds(1));
        var client = engine.Connect();
        using var stop = new CancellationTokenSource();
        var collected = 0;
        var collecting = Task.Run(async () =>
        {
            while (!stop.IsCancellationRequested)
            {
                engine.Time.Advance(TimeSpan.FromSeconds(2));
                collected += await engine.Router.CollectUnusedAsync(0, CancellationToken.None);
            }
        });
        for (var round = 1; round <= Rounds; round++)
        {
            await client.SendAsync("Q", persistent);
            var consumer = await client.ConsumeAsync("Q");
            await consumer.CountAsync(1);
            Assert.Equal([round], consumer.Numbers);
            await consumer.AcknowledgeAsync(consumer.Messages[0]);
            consumer.Close();
        }

        // At leisure the sweep gets it at last.
        await Eventually.TrueAsync(() => engine.Directory.FindQueue(_queue) is null);
        await stop.CancelAsync();
        await Eventually.DoneAsync(collecting);
        Assert.True(collected > 0);
    }

    [Fact]
    public async Task Advisories_OnlyAPatternListens_TheirTopicsComeAndGo()
    {
        await using var engine = new EngineFixture();
        var listener = await engine.Connect().ConsumeAsync(Destination.Topic("ActiveMQ.Advisory.Consumer.>"));
        var client = engine.Connect();
        (await client.ConsumeAsync("Q")).Close();
        var advisory = Destination.Topic("ActiveMQ.Advisory.Consumer.Queue.Q");
        var before = listener.Messages.Count;
        Assert.NotNull(engine.Directory.FindTopic(advisory));
        Assert.Empty(await CollectAsync(engine));
        Assert.Empty(await CollectAsync(engine, after: 60));
        Assert.Null(engine.Directory.FindTopic(advisory));
        await client.ConsumeAsync("Q");
        Assert.Equal(before + 1, listener.Messages.Count);
    }

    [Fact]
    public async Task Advisories_SomebodyListensToThem_Stay()
    {
        await using var engine = new EngineFixture();
        var both = "ActiveMQ.Advisory.TempQueue,ActiveMQ.Advisory.TempTopic";
        await engine.Connect().ConsumeAsync(Destination.Topic(both));
        await CollectAsync(engine);
        await CollectAsync(engine, after: 6000);
        Assert.All(both.Split(','), name => Assert.NotNull(engine.Directory.FindTopic(Destination.Topic(name))));
    }

    [Fact]
    public async Task CollectOffline_NoConsumerForLong_GoesWithItsMessages()
    {
        await using var engine = new EngineFixture();
        var client = engine.Connect(clientId: "C");
        (await client.ConsumeAsync(_topic, subscriptionName: "off")).Close();
        await client.ConsumeAsync(_topic, subscriptionName: "on");
        await client.SendAsync(client.Create(_topic));
        engine.Time.Advance(TimeSpan.FromMinutes(9));
        (await client.ConsumeAsync(_topic, subscriptionName: "late")).Close();
        Assert.Equal(0, await engine.Directory.CollectOfflineSubscriptionsAsync(TimeSpan.FromMinutes(10), CancellationToken.None));
        engine.Time.Advance(TimeSpan.FromMinutes(1));
        Assert.Equal(1, await engine.Directory.CollectOfflineSubscriptionsAsync(TimeSpan.FromMinutes(10), CancellationToken.None));
        Assert.Equal(["late", "on"], engine.Directory.DurableSubscriptions.Select(static one => one.Info.Name).Order());
        Assert.Equal(2, engine.Persistence.OpenTopic(_topic).Subscriptions.Count);
        Assert.Empty((await client.ConsumeAsync(_topic, subscriptionName: "off")).Numbers);
    }

    [Fact]
    public async Task CollectOffline_AfterARestart_TheTimeBeginsAnew()
    {
        await using var engine = new EngineFixture();
        (await engine.Connect(clientId: "C").ConsumeAsync(_topic, subscriptionName: "S")).Close();
        await using var restarted = new EngineFixture(engine.Persistence);
        restarted.Time.Advance(TimeSpan.FromMinutes(9));
        Assert.Equal(0, await restarted.Directory.CollectOfflineSubscriptionsAsync(TimeSpan.FromMinutes(10), CancellationToken.None));
        restarted.Time.Advance(TimeSpan.FromMinutes(1));
        Assert.Equal(1, await restarted.Directory.CollectOfflineSubscriptionsAsync(TimeSpan.FromMinutes(10), CancellationToken.None));
    }

    [Fact]
    public async Task MaxDestinations_OneTooMany_IsRefusedByName()
    {
        await using var engine = new EngineFixture(
            policies: [new() { Queue = "A.>", MaxDestinations = 2 }, new() { Queue = "A.free.>" }, new() { Topic = ">", MaxDestinations = 1 }]);
        var client = engine.Connect();
        await client.SendAsync("A.1");
        await client.SendAsync("A.2");
        await client.SendAsync("A.1");
        await client.SendAsync("A.free.1");
        await client.SendAsync("B");
        var refusal = await Assert.ThrowsAsync<DestinationLimitException>(() => client.SendAsync("A.3"));
        Assert.Equal("queue://A.3 cannot be made: the policy for A.> allows 2 destinations (MaxDestinations), and there are as many.", refusal.Message);
        await Assert.ThrowsAsync<DestinationLimitException>(() => client.ConsumeAsync("A.4"));
        await client.ConsumeAsync(_topic);
        await Assert.ThrowsAsync<DestinationLimitException>(() => client.ConsumeAsync(Destination.Topic("T2")));
        await client.ConsumeAsync(Destination.Topic("ActiveMQ.Advisory.Connection"));
        await engine.Router.RemoveDestinationAsync(null, Destination.Queue("A.1"));
        await client.SendAsync("A.3");
    }

    [Fact]
    public async Task MaxDestinations_DeadLetters_AreNeverRefused()
    {
        await using var engine = new EngineFixture(policies: new DestinationPolicy { Queue = ">", MaxDestinations = 1 });
        var client = engine.Connect();
        await client.SendAsync("Q");
        var consumer = await client.ConsumeAsync("Q");
        await consumer.AcknowledgeAsync(consumer.Messages[0], kind: AcknowledgeKind.Poison);
        Assert.Equal(1, engine.Queue("ActiveMQ.DLQ").Count);
    }

    private static async Task<Destination> UseAsync(TestClient client, string use)
    {
        switch (use)
        {
            case "message":
                await client.SendAsync("Q");
                return _queue;
            case "inFlight":
                await client.SendAsync("Q", persistent: false);
                await client.ConsumeAsync("Q");
                return _queue;
            case "consumer":
                await client.ConsumeAsync("Q");
                return _queue;
            case "producer":
                await client.AddProducerAsync(_queue);
                return _queue;
            case "durable":
                (await client.ConsumeAsync(_topic, subscriptionName: "S")).Close();
                return _topic;
            case "patternDurable":
                (await client.ConsumeAsync(Destination.Topic(">"), subscriptionName: "S")).Close();
                return _topic;
            case "topicConsumer":
                await client.ConsumeAsync(_topic);
                return _topic;
            default:
                var message = client.Create(_topic);
                message.Properties = MessageProperties.Write([new("ActiveMQ.Retain", "true")]);
                await client.SendAsync(message);
                return _topic;
        }
    }

    private static async Task<IReadOnlyList<Destination>> CollectAsync(EngineFixture engine, int after = 0, int limit = 0)
    {
        engine.Time.Advance(TimeSpan.FromSeconds(after));
        return await engine.Directory.CollectUnusedAsync(limit, CancellationToken.None);
    }

    private static EngineFixture Engine(TimeSpan? timeout = null) => new(policies:
    [
        new() { Queue = ">", GcInactiveDestinations = true, InactiveTimeoutBeforeGC = timeout ?? TimeSpan.FromSeconds(60) },
        new()
        {
            Topic = ">", GcInactiveDestinations = true, InactiveTimeoutBeforeGC = timeout ?? TimeSpan.FromSeconds(60),
            SubscriptionRecoveryPolicy = new() { RetainedMessage = true },
        },
    ]);
}

using Broker.Core.Configuration;
using Broker.Core.Destinations;
using Broker.Core.Messages;
using Broker.Core.Storage;
using Broker.Storage.Memory;
using Broker.Tests.Fixtures;

namespace Broker.Tests.Core.Destinations;

public sealed class DeadLettersTests
{
    private const string Grave = "ActiveMQ.DLQ";

    [Fact]
    public async Task Poison_Persistent_MovesWithCauseAndOrigin()
    {
        await using var engine = new EngineFixture();
        var client = engine.Connect();
        await client.SendAsync("Q");
        var consumer = await client.ConsumeAsync("Q");
        await consumer.AcknowledgeAsync(consumer.Messages[0], kind: AcknowledgeKind.Poison, cause: "too much");
        var buried = Assert.Single((await client.ConsumeAsync(Grave)).Messages);
        Assert.Equal(Destination.Queue("Q"), buried.OriginalDestination);
        Assert.Equal(Destination.Queue(Grave), buried.Destination);
        Assert.Equal("too much", PropertyOf(buried, "dlqDeliveryFailureCause"));
        Assert.Equal(0L, PropertyOf(buried, "originalExpiration"));
        Assert.Equal(0, engine.Queue("Q").Count);
    }

    [Fact]
    public async Task Expired_CauseIsInActiveMqsWords()
    {
        await using var engine = new EngineFixture();
        var client = engine.Connect();
        var sent = await client.SendAsync(client.Create(Destination.Queue("Q"), expiration: engine.Time.NowMilliseconds + 10));
        engine.Time.Advance(TimeSpan.FromSeconds(1));
        await client.ConsumeAsync("Q");
        var graves = await client.ConsumeAsync(Grave);
        await graves.CountAsync(1);
        Assert.Equal($"java.lang.Throwable: Message Expired. Expiration:{sent.Expiration}", PropertyOf(graves.Messages[0], "dlqDeliveryFailureCause"));
        Assert.Equal(sent.Expiration, PropertyOf(graves.Messages[0], "originalExpiration"));
    }

    [Fact]
    public async Task Poison_InTheDeadLetterQueue_EndsThere()
    {
        await using var engine = new EngineFixture();
        var client = engine.Connect();
        await client.SendAsync(Grave);
        var consumer = await client.ConsumeAsync(Grave);
        await consumer.AcknowledgeAsync(consumer.Messages[0], kind: AcknowledgeKind.Poison);
        Assert.Equal(0, engine.Queue(Grave).Count);
        Assert.Equal(0, engine.Memory.UsedBytes);
    }

    [Theory]
    [InlineData(false, 0)]
    [InlineData(true, 1)]
    public async Task Poison_NonPersistent_IsKeptOnlyWhenThePolicySaysSo(bool keep, int buried)
    {
        await using var engine = new EngineFixture(policies: new DestinationPolicy { Queue = "Q", DeadLetterStrategy = new() { ProcessNonPersistent = keep } });
        var client = engine.Connect();
        await client.SendAsync("Q", persistent: false);
        var consumer = await client.ConsumeAsync("Q");
        await consumer.AcknowledgeAsync(consumer.Messages[0], kind: AcknowledgeKind.Poison);
        Assert.Equal(buried, engine.Queue(Grave).Count);
        Assert.Equal(0, engine.Queue("Q").Count);
    }

    [Fact]
    public async Task Poison_StoreRefuses_AllOfTheRunComesBack()
    {
        var persistence = new FaultyPersistence(new MemoryPersistenceAdapter());
        await using var engine = new EngineFixture(persistence);
        var client = engine.Connect();
        await client.SendManyAsync("Q", 3);
        var consumer = await client.ConsumeAsync("Q");
        persistence.Refusal = new("disk");
        await Assert.ThrowsAsync<StoreException>(() => consumer.AcknowledgeAsync(consumer.Messages[2], kind: AcknowledgeKind.Poison, count: 3));
        persistence.Refusal = null;
        Assert.Equal([1, 2, 3, 1, 2, 3], consumer.Numbers);
        Assert.Equal(3, engine.Queue("Q").InFlight);
    }

    [Fact]
    public async Task Expired_StoreRefuses_NeitherLoopsNorLoses()
    {
        var persistence = new FaultyPersistence(new MemoryPersistenceAdapter());
        await using var engine = new EngineFixture(persistence);
        var client = engine.Connect();
        await client.SendAsync(client.Create(Destination.Queue("Q"), expiration: engine.Time.NowMilliseconds + 10));
        await client.SendAsync("Q");
        engine.Time.Advance(TimeSpan.FromSeconds(1));
        persistence.Refusal = new StoreFullException("full");
        var consumer = await client.ConsumeAsync("Q");
        Assert.Equal([2], consumer.Numbers);
        Assert.Equal(0, engine.Queue("Q").Statistics.Expired);
        persistence.Refusal = null;
        engine.Time.Advance(TimeSpan.FromSeconds(2));
        await engine.Directory.ExpireAsync(CancellationToken.None);
        await Eventually.TrueAsync(() => engine.Queue(Grave).Count == 1);
        Assert.Equal(1, engine.Queue("Q").Statistics.Expired);
    }

    [Fact]
    public async Task Expired_DeepInTheStoreBehindHeldOnes_AreFound()
    {
        await using var engine = new EngineFixture(policies: EngineFixture.SmallQueues());
        var client = engine.Connect();
        var expiration = engine.Time.NowMilliseconds + 1000;
        for (var i = 0; i < 2500; i++) await client.SendAsync(client.Create(Destination.Queue("Q"), expiration: expiration + i));
        var holder = await client.ConsumeAsync("Q", prefetch: 1200);
        await holder.CountAsync(1200);
        for (var round = 0; round < 3; round++)
        {
            engine.Time.Advance(TimeSpan.FromSeconds(10));
            await engine.Directory.ExpireAsync(CancellationToken.None);
        }

        await Eventually.TrueAsync(() => engine.Queue(Grave).Count == 1300, () => $"{engine.Queue(Grave).Count} of 1300 were found.");
        Assert.Equal(1200, engine.Queue("Q").Count);
    }

    [Fact]
    public async Task Expired_ByPolicy_IsDropped()
    {
        await using var engine = new EngineFixture(policies: new DestinationPolicy { Queue = "Q", DeadLetterStrategy = new() { ProcessExpired = false } });
        var client = engine.Connect();
        await client.SendAsync(client.Create(Destination.Queue("Q"), expiration: engine.Time.NowMilliseconds + 10));
        engine.Time.Advance(TimeSpan.FromSeconds(1));
        await engine.Directory.ExpireAsync(CancellationToken.None);
        Assert.Equal(0, engine.Queue("Q").Count);
        Assert.Null(engine.Directory.FindQueue(Destination.Queue(Grave)));
        Assert.Equal(1, engine.Queue("Q").Statistics.Expired);
    }

    [Fact]
    public async Task Poison_Individual_EachQueueHasItsOwnAndItEndsThere()
    {
        await using var engine = new EngineFixture(policies: new DestinationPolicy { Queue = ">", DeadLetterStrategy = new() { Kind = DeadLetterStrategyKind.Individual } });
        var client = engine.Connect();
        await client.SendAsync("Q");
        await GiveUpAsync(await client.ConsumeAsync("Q"));
        const string Own = "ActiveMQ.DLQ.Queue.Q";
        Assert.Equal(1, engine.Queue(Own).Count);
        await GiveUpAsync(await client.ConsumeAsync(Own));
        Assert.Equal(0, engine.Queue(Own).Count);
        Assert.Equal(["ActiveMQ.DLQ.Queue.Q", "Q"], engine.Directory.Queues.Select(queue => queue.Destination.Name).Order(StringComparer.Ordinal));
    }

    [Theory]
    [InlineData(false, "ActiveMQ.DLQ.Topic.T")]
    [InlineData(true, "ActiveMQ.DLQ.Topic.T.c_1:sub")]
    public async Task Poison_OfDurableSubscription_NamedAfterTopicOrSubscription(bool perSubscriber, string expected)
    {
        await using var engine = new EngineFixture(policies: new DestinationPolicy
        {
            Topic = "T",
            DeadLetterStrategy = new() { Kind = DeadLetterStrategyKind.Individual, DestinationPerDurableSubscriber = perSubscriber },
        });
        var client = engine.Connect(clientId: "c,1");
        var durable = await client.ConsumeAsync(Destination.Topic("T"), subscriptionName: "sub");
        await client.SendAsync(client.Create(Destination.Topic("T")));
        await GiveUpAsync(durable);
        var dead = Assert.Single((await client.ConsumeAsync(expected)).Messages);
        Assert.Equal(Destination.Topic("T"), dead.OriginalDestination);
    }

    [Fact]
    public async Task Poison_ToATopic_IsPublishedThere()
    {
        await using var engine = new EngineFixture(policies: new DestinationPolicy
        {
            Queue = "Q",
            DeadLetterStrategy = new() { Kind = DeadLetterStrategyKind.Individual, UseQueueForQueueMessages = false },
        });
        var client = engine.Connect();
        var watching = await client.ConsumeAsync(Destination.Topic("ActiveMQ.DLQ.Queue.Q"));
        await client.SendAsync("Q");
        await GiveUpAsync(await client.ConsumeAsync("Q"));
        Assert.Single(watching.Messages);
        Assert.Equal(0, engine.Queue("Q").Count);
    }

    [Fact]
    public async Task Poison_Discarding_IsGone()
    {
        await using var engine = new EngineFixture(policies: new DestinationPolicy { Queue = "Q", DeadLetterStrategy = new() { Kind = DeadLetterStrategyKind.Discarding } });
        var client = engine.Connect();
        await client.SendAsync("Q");
        await GiveUpAsync(await client.ConsumeAsync("Q"));
        Assert.Equal(0, Assert.Single(engine.Directory.Queues).Count);
    }

    [Fact]
    public async Task Poison_WithExpiration_DeadLetterRunsOutAndEndsThere()
    {
        await using var engine = new EngineFixture(policies: new DestinationPolicy { Queue = "Q", DeadLetterStrategy = new() { Expiration = TimeSpan.FromMinutes(1) } });
        var client = engine.Connect();
        await client.SendAsync("Q");
        await GiveUpAsync(await client.ConsumeAsync("Q"));
        Assert.Equal(1, engine.Queue(Grave).Count);
        engine.Time.Advance(TimeSpan.FromMinutes(2));
        await engine.Directory.ExpireAsync(CancellationToken.None);
        await Eventually.TrueAsync(() => engine.Queue(Grave).Count == 0);
    }

    [Fact]
    public async Task Poison_OfACopy_OriginIsWhereItDied()
    {
        await using var engine = new EngineFixture();
        var client = engine.Connect();
        await client.SendAsync("A,B");
        await GiveUpAsync(await client.ConsumeAsync("A"));
        Assert.Equal(Destination.Queue("A"), Assert.Single((await client.ConsumeAsync(Grave)).Messages).OriginalDestination);
    }

    [Theory]
    [InlineData(false, 1)]
    [InlineData(true, 0)]
    public void Policies_TemporaryQueue_DiscardsOnlyWhenTold(bool discard, int kept)
    {
        var strategy = new DestinationPolicies([], discard).Find(new(DestinationKind.TemporaryQueue, "ID:1:1")).DeadLetterStrategy;
        Assert.Equal(kept, strategy.Kind == DeadLetterStrategyKind.Shared ? 1 : 0);
    }

    private static Task GiveUpAsync(TestConsumer consumer) => consumer.AcknowledgeAsync(consumer.Messages[0], kind: AcknowledgeKind.Poison);

    private static object? PropertyOf(Message message, string name) =>
        MessageProperties.ReadAll(message.Properties).First(property => property.Key == name).Value;
}

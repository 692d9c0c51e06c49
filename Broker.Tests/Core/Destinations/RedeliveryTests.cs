using Broker.Core.Configuration;
using Broker.Core.Destinations;
using Broker.Core.Messages;
using Broker.Core.Storage;
using Broker.Storage.Memory;
using Broker.Tests.Fixtures;

namespace Broker.Tests.Core.Destinations;

public sealed class RedeliveryTests
{
    private static readonly RedeliveryPolicy _twice = new() { Enabled = true, MaximumRedeliveries = 2, InitialRedeliveryDelay = TimeSpan.FromSeconds(3) };

    [Fact]
    public async Task Poison_Allowed_LeavesTheQueueAndWaitsAsAJob()
    {
        await using var engine = Engine(_twice);
        var client = engine.Connect();
        var sent = await client.SendAsync("Q");
        await GiveUpAsync(await client.ConsumeAsync("Q"));
        Assert.Equal(0, engine.Queue("Q").Count);
        Assert.Equal(0, engine.Memory.UsedBytes);
        var job = Assert.Single(await JobsAsync(engine));
        Assert.Equal(engine.Time.NowMilliseconds + 3000, job.Due);
        Assert.Equal((sent.Id, Destination.Queue("Q"), 1), (job.Message.Id, job.Message.Destination, job.Message.RedeliveryCounter));
        Assert.Equal(3000L, MessageProperties.ReadAll(job.Message.Properties)["redeliveryDelay"]);
    }

    [Theory]
    [InlineData(true, 1)]
    [InlineData(false, 0)]
    public async Task Poison_CameBackOftenEnough_IsADeadLetterOrGone(bool keep, int dead)
    {
        await using var engine = Engine(_twice with { SendToDlqIfMaxRetriesExceeded = keep });
        var client = engine.Connect();
        await client.SendAsync("Q");
        for (var round = 0; round < 3; round++)
        {
            var consumer = await client.ConsumeAsync("Q");
            Assert.Equal(round, Assert.Single(consumer.Deliveries).RedeliveryCounter);
            await GiveUpAsync(consumer);
            consumer.Close();
            foreach (var job in await JobsAsync(engine)) await FireAsync(engine, job);
        }

        Assert.Equal(dead, engine.Queue("ActiveMQ.DLQ").Count);
        Assert.Equal(0, engine.Queue("Q").Count);
    }

    [Fact]
    public async Task Poison_StoreRefuses_ComesBackAndNoJobWaits()
    {
        var persistence = new FaultyPersistence(new MemoryPersistenceAdapter());
        await using var engine = Engine(_twice, persistence);
        var client = engine.Connect();
        await client.SendAsync("Q");
        var consumer = await client.ConsumeAsync("Q");
        persistence.Refusal = new("disk");
        await Assert.ThrowsAsync<StoreException>(() => GiveUpAsync(consumer));
        persistence.Refusal = null;
        Assert.Equal([1, 1], consumer.Numbers);
        Assert.Empty(await JobsAsync(engine));
    }

    [Fact]
    public async Task Expired_IsADeadLetterAtOnce()
    {
        await using var engine = Engine(_twice);
        var client = engine.Connect();
        await client.SendAsync("Q");
        var consumer = await client.ConsumeAsync("Q");
        await consumer.AcknowledgeAsync(consumer.Messages[0], kind: AcknowledgeKind.Expired);
        Assert.Empty(await JobsAsync(engine));
        Assert.Equal(1, engine.Queue("ActiveMQ.DLQ").Count);
    }

    [Theory]
    [InlineData(0, 0, 2)]
    [InlineData(1, 0, 6)]
    [InlineData(2, 0, 18)]
    [InlineData(3, 0, 30)]
    [InlineData(60, 0, 30)]
    [InlineData(1, 1, 7.5)]
    [InlineData(1, -1, 4.5)]
    public void DelayAfter_ExponentialWithCollisionAvoidance_GrowsToItsLimitAndSpreads(int redeliveries, double chance, double seconds)
    {
        var policy = new RedeliveryPolicy
        {
            Enabled = true,
            InitialRedeliveryDelay = TimeSpan.FromSeconds(2),
            UseExponentialBackOff = true,
            BackOffMultiplier = 3,
            MaximumRedeliveryDelay = TimeSpan.FromSeconds(30),
            UseCollisionAvoidance = true,
            CollisionAvoidancePercent = 25,
        };
        Assert.Equal(TimeSpan.FromSeconds(seconds), policy.DelayAfter(redeliveries, chance));
    }

    [Fact]
    public void DelayAfter_Plain_IsInitialThenTheOther()
    {
        var policy = new RedeliveryPolicy { InitialRedeliveryDelay = TimeSpan.FromSeconds(2), RedeliveryDelay = TimeSpan.FromSeconds(7) };
        Assert.Equal((2, 7, 7), (policy.DelayAfter(0, 1).TotalSeconds, policy.DelayAfter(1, 1).TotalSeconds, policy.DelayAfter(9, -1).TotalSeconds));
    }

    private static EngineFixture Engine(RedeliveryPolicy policy, IPersistenceAdapter? persistence = null) =>
        new(persistence, policies: new DestinationPolicy { Queue = "Q", Redelivery = policy });

    private static Task GiveUpAsync(TestConsumer consumer) => consumer.AcknowledgeAsync(consumer.Messages[0], kind: AcknowledgeKind.Poison);

    private static async Task<List<ScheduledJob>> JobsAsync(EngineFixture engine)
    {
        var jobs = new List<ScheduledJob>();
        await engine.Persistence.Jobs.ReadAsync(new(From: 0, Through: long.MaxValue, MaxJobs: 100), jobs, CancellationToken.None);
        return jobs;
    }

    // As the scheduler does when a job is due.
    private static async Task FireAsync(EngineFixture engine, ScheduledJob job)
    {
        var transaction = engine.Persistence.Transactions.Begin();
        transaction.RemoveJob(job.Id);
        await transaction.CommitAsync();
        await engine.Router.SendAsync(job.Message);
    }
}

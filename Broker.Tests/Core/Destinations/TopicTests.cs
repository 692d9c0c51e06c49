using Broker.Core.Configuration;
using Broker.Core.Messages;
using Broker.Core.Routing;
using Broker.Core.Storage;
using Broker.Storage.Memory;
using Broker.Tests.Fixtures;

namespace Broker.Tests.Core.Destinations;

public sealed class TopicTests
{
    private static readonly Destination _topic = Destination.Topic("T");

    [Fact]
    public async Task Send_SeveralConsumers_EachGetsWhatItWants()
    {
        await using var engine = new EngineFixture();
        var client = engine.Connect();
        var other = engine.Connect();
        var all = await client.ConsumeAsync(_topic);
        var red = await client.ConsumeAsync(_topic, selector: "color = 'red'");
        var notOwn = await client.ConsumeAsync(_topic, noLocal: true);
        var pattern = await client.ConsumeAsync(Destination.Topic(">"));
        await client.SendAsync(client.Create(_topic, color: "red"));
        await other.SendAsync(other.Create(_topic, color: "blue", sequence: 2));
        Assert.Equal([1, 2], all.Numbers);
        Assert.Equal([1], red.Numbers);
        Assert.Equal([2], notOwn.Numbers);
        Assert.Equal([1, 2], pattern.Numbers);
    }

    [Fact]
    public async Task Subscribe_Everything_LeavesAdvisoriesOut()
    {
        await using var engine = new EngineFixture();
        var client = engine.Connect();
        var all = await client.ConsumeAsync(Destination.Topic(">"));
        var advisories = await client.ConsumeAsync(Destination.Topic("ActiveMQ.Advisory.Connection"));
        engine.Connect();
        Assert.Empty(all.Messages);
        Assert.NotEmpty(advisories.Messages);
    }

    [Fact]
    public async Task Send_SlowConsumerOverTheLimit_ParksTheProducerUntilItCatchesUp()
    {
        await using var engine = new EngineFixture(policies: new DestinationPolicy { Topic = "T", MemoryLimit = 3000 });
        var client = engine.Connect();
        var slow = await client.ConsumeAsync(_topic, prefetch: 1);
        var sends = Enumerable.Range(0, 8).Select(_ => client.SendAsync(client.Create(_topic))).ToList();
        Assert.False(sends[^1].IsCompleted);
        Assert.Equal(1, engine.Directory.FindTopic(_topic)!.Statistics.BlockedProducers);
        for (var i = 0; i < 8; i++)
        {
            await slow.CountAsync(i + 1);
            await slow.AcknowledgeAsync(slow.Messages[i]);
        }

        await Eventually.DoneAsync(Task.WhenAll(sends));
        Assert.Equal([1, 2, 3, 4, 5, 6, 7, 8], slow.Numbers);
        Assert.Equal(0, engine.Memory.UsedBytes);
        Assert.Equal(0, engine.Statistics.BlockedProducers);
    }

    [Fact]
    public async Task Close_SlowConsumer_ReleasesProducerAndMemory()
    {
        await using var engine = new EngineFixture(policies: new DestinationPolicy { Topic = "T", MemoryLimit = 3000 });
        var client = engine.Connect();
        var slow = await client.ConsumeAsync(_topic, prefetch: 1);
        var sends = Enumerable.Range(0, 5).Select(_ => client.SendAsync(client.Create(_topic))).ToList();
        slow.Close();
        await Eventually.DoneAsync(Task.WhenAll(sends));
        Assert.Equal(0, engine.Memory.UsedBytes);
    }

    [Fact]
    public async Task Pull_TimeoutOfAnAnsweredPull_DoesNotEndTheNext()
    {
        await using var engine = new EngineFixture();
        var client = engine.Connect();
        var consumer = await client.ConsumeAsync(_topic, prefetch: 0);
        consumer.Subscription.Pull(TimeSpan.FromSeconds(5));
        await client.SendAsync(client.Create(_topic));
        consumer.Subscription.Pull(TimeSpan.FromSeconds(60));
        await Task.Run(() => engine.Time.Advance(TimeSpan.FromSeconds(10)));
        await client.SendAsync(client.Create(_topic));
        Assert.Equal([1L, 2L], consumer.Deliveries.Select(delivery => delivery.Message?.Id.ProducerSequence));
    }

    [Fact]
    public async Task Send_NonPersistentStoreRefuses_NobodyGotItYet()
    {
        var persistence = new FaultyPersistence(new MemoryPersistenceAdapter());
        await using var engine = new EngineFixture(persistence, sendFailIfNoSpace: true);
        var client = engine.Connect();
        (await client.ConsumeAsync(_topic, subscriptionName: "S")).Close();
        var plain = await client.ConsumeAsync(_topic);
        persistence.Refusal = new StoreFullException("full");
        await Assert.ThrowsAsync<NoSpaceException>(() => client.SendAsync(client.Create(_topic, persistent: false)));
        Assert.Empty(plain.Messages);
        Assert.Equal(0, engine.Statistics.Enqueued);
    }

    [Fact]
    public async Task Send_RunsOutWhileItWaits_IsNotDelivered()
    {
        await using var engine = new EngineFixture();
        var client = engine.Connect();
        var slow = await client.ConsumeAsync(_topic, prefetch: 1);
        var soon = engine.Time.NowMilliseconds + 1000;
        await client.SendAsync(client.Create(_topic));
        await client.SendAsync(client.Create(_topic, expiration: soon));
        await client.SendAsync(client.Create(_topic));
        engine.Time.Advance(TimeSpan.FromSeconds(2));
        await client.SendAsync(client.Create(_topic, expiration: soon));
        await slow.AcknowledgeAsync(slow.Messages[0]);
        Assert.Equal([1, 3], slow.Numbers);
        Assert.Equal(2, engine.Directory.FindTopic(_topic)!.Statistics.Expired);
        Assert.Equal(0, engine.Memory.UsedBytes);
    }
}

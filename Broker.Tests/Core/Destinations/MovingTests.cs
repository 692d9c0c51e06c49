using Broker.Core.Destinations;
using Broker.Core.Messages;
using Broker.Core.Storage;
using Broker.Storage.Memory;
using Broker.Tests.Fixtures;

namespace Broker.Tests.Core.Destinations;

public sealed class MovingTests
{
    private const string Grave = "ActiveMQ.DLQ";

    [Fact]
    public async Task Retry_DeadLetter_IsBackWhereItDiedAsNew()
    {
        await using var engine = new EngineFixture();
        var client = engine.Connect();
        await client.SendAsync(client.Create(Destination.Queue("A,B"), color: "red", expiration: engine.Time.NowMilliseconds + 60_000));
        await GiveUpAsync(client, "A", 1);
        Assert.Equal(1, await engine.Directory.RetryAsync(engine.Queue(Grave), Choice(), CancellationToken.None));
        var delivery = Assert.Single((await client.ConsumeAsync("A")).Deliveries);
        var message = delivery.Message!;
        Assert.Equal((Destination.Queue("A"), null, 0L, 0), (message.Destination, message.OriginalDestination, message.Expiration, delivery.RedeliveryCounter));
        Assert.Equal(["color", "n"], MessageProperties.ReadAll(message.Properties).Keys.Order(StringComparer.Ordinal));
        Assert.Equal((0, 1), (engine.Queue(Grave).Count, engine.Queue("B").Count));
    }

    [Fact]
    public async Task Retry_OfADurableSubscription_GoesToItsTopic()
    {
        await using var engine = new EngineFixture();
        var client = engine.Connect();
        var durable = await client.ConsumeAsync(Destination.Topic("T"), subscriptionName: "sub");
        await client.SendAsync(client.Create(Destination.Topic("T")));
        await durable.AcknowledgeAsync(durable.Messages[0], kind: AcknowledgeKind.Poison);
        Assert.Equal(1, await engine.Directory.RetryAsync(engine.Queue(Grave), Choice(), CancellationToken.None));
        await durable.CountAsync(2);
        Assert.Equal(Destination.Topic("T"), durable.Messages[1].Destination);
    }

    [Fact]
    public async Task Retry_ThatHasNoOrigin_Stays()
    {
        await using var engine = new EngineFixture();
        var client = engine.Connect();
        await client.SendAsync(Grave);
        Assert.Equal(0, await engine.Directory.RetryAsync(engine.Queue(Grave), Choice(), CancellationToken.None));
        Assert.Equal([1], (await client.ConsumeAsync(Grave)).Numbers);
    }

    [Fact]
    public async Task Retry_TemporaryQueueIsGone_Stays()
    {
        await using var engine = new EngineFixture();
        var (client, owner) = (engine.Connect(), engine.Connect());
        var temporary = new Destination(DestinationKind.TemporaryQueue, "ID:t:1");
        engine.Router.AddDestination(owner.State, temporary);
        await owner.SendAsync(owner.Create(temporary));
        var consumer = await owner.ConsumeAsync(temporary);
        await consumer.AcknowledgeAsync(consumer.Messages[0], kind: AcknowledgeKind.Poison);
        owner.Disconnect();
        await Eventually.TrueAsync(() => engine.Directory.FindQueue(temporary) is null);
        Assert.Equal(0, await engine.Directory.RetryAsync(engine.Queue(Grave), Choice(), CancellationToken.None));
        Assert.Equal([1], (await client.ConsumeAsync(Grave)).Numbers);
    }

    [Theory]
    [InlineData(long.MaxValue)]
    [InlineData(4096)]
    public async Task Move_Chosen_GoesInOrderAndTheRestStays(long memoryLimit)
    {
        await using var engine = new EngineFixture(policies: EngineFixture.SmallQueues(memoryLimit));
        var client = engine.Connect();
        for (var i = 1; i <= 3000; i++) await client.SendAsync("A", persistent: i % 10 != 0, color: i % 3 == 0 ? "red" : "green");
        var choice = Choice("color = 'red'");
        Assert.Equal(1000, await engine.Directory.CountAsync(engine.Queue("A"), choice, CancellationToken.None));
        Assert.Equal(1000, await engine.Directory.MoveAsync(engine.Queue("A"), choice, engine.Queue("B"), CancellationToken.None));
        Assert.Equal((2000, 1000, 0), (engine.Queue("A").Count, engine.Queue("B").Count, engine.Queue("A").InFlight));
        var moved = await client.ConsumeAsync("B", prefetch: 5000);
        var left = await client.ConsumeAsync("A", prefetch: 5000);
        await moved.CountAsync(1000);
        await left.CountAsync(2000);
        Assert.Equal(Enumerable.Range(1, 1000).Select(n => n * 3L), moved.Numbers);
        Assert.Equal(Enumerable.Range(1, 3000).Where(n => n % 3 != 0).Select(n => (long)n), left.Numbers);
        Assert.All(moved.Messages, message => Assert.Equal((Destination.Queue("B"), Destination.Queue("A")), (message.Destination, message.OriginalDestination)));
    }

    [Fact]
    public async Task Move_WhatAConsumerHolds_Stays()
    {
        await using var engine = new EngineFixture();
        var client = engine.Connect();
        var sent = await client.SendManyAsync("A", 5);
        var holder = await client.ConsumeAsync("A", prefetch: 2);
        Assert.Equal(3, await engine.Directory.MoveAsync(engine.Queue("A"), Choice(), engine.Queue("B"), CancellationToken.None));
        Assert.Equal([1, 2], holder.Numbers);
        await holder.AcknowledgeAsync(sent[1], sent[0], count: 2);
        Assert.Equal((0, 3), (engine.Queue("A").Count, engine.Queue("B").Count));
    }

    [Fact]
    public async Task Move_AtMost_TakesTheOldest()
    {
        await using var engine = new EngineFixture(policies: EngineFixture.SmallQueues(prioritized: true));
        var client = engine.Connect();
        for (var i = 0; i < 20; i++) await client.SendAsync("A", priority: i % 10);
        Assert.True(MessageChoice.TryCreate([], null, 3, out var choice, out _));
        Assert.Equal(3, await engine.Directory.CountAsync(engine.Queue("A"), choice, CancellationToken.None));
        Assert.Equal(3, await engine.Directory.MoveAsync(engine.Queue("A"), choice, engine.Queue("B"), CancellationToken.None));
        Assert.Equal([1, 2, 3], (await engine.Queue("B").BrowseAsync(0, 10, CancellationToken.None)).Select(message => message.Id.ProducerSequence));
    }

    [Fact]
    public async Task Move_ByMessageId_TakesThatOne()
    {
        await using var engine = new EngineFixture();
        var client = engine.Connect();
        var sent = await client.SendManyAsync("A", 3);
        Assert.True(MessageChoice.TryCreate([sent[1].Id.ToString()], null, null, out var choice, out _));
        Assert.Equal(1, await engine.Directory.MoveAsync(engine.Queue("A"), choice, engine.Queue("B"), CancellationToken.None));
        Assert.Equal([2], (await client.ConsumeAsync("B")).Numbers);
        Assert.Equal([1, 3], (await client.ConsumeAsync("A")).Numbers);
    }

    [Fact]
    public async Task Move_StoreRefuses_EverythingIsWhereItWas()
    {
        var persistence = new FaultyPersistence(new MemoryPersistenceAdapter());
        await using var engine = new EngineFixture(persistence);
        var client = engine.Connect();
        await client.SendManyAsync("A", 3);
        persistence.Refusal = new("disk");
        await Assert.ThrowsAsync<StoreException>(() => engine.Directory.MoveAsync(engine.Queue("A"), Choice(), engine.Queue("B"), CancellationToken.None).AsTask());
        persistence.Refusal = null;
        Assert.Equal([1, 2, 3], (await client.ConsumeAsync("A")).Numbers);
        Assert.Equal(0, engine.Queue("B").Count);
    }

    [Fact]
    public async Task Copy_OntoItsOwnEnd_DoublesOnce()
    {
        await using var engine = new EngineFixture();
        var client = engine.Connect();
        await client.SendManyAsync("A", 3);
        Assert.Equal(3, await engine.Directory.CopyAsync(engine.Queue("A"), Choice(), engine.Queue("A"), CancellationToken.None));
        Assert.Equal([1, 2, 3, 1, 2, 3], (await client.ConsumeAsync("A")).Numbers);
    }

    [Fact]
    public void TryCreate_BrokenSelector_SaysWhy()
    {
        Assert.False(MessageChoice.TryCreate([], "color =", null, out _, out var error));
        Assert.NotEmpty(error);
    }

    private static MessageChoice Choice(string? selector = null) =>
        MessageChoice.TryCreate([], selector, null, out var choice, out var error) ? choice : throw new InvalidOperationException(error);

    private static async Task GiveUpAsync(TestClient client, string queue, int count)
    {
        var consumer = await client.ConsumeAsync(queue);
        for (var i = 0; i < count; i++) await consumer.AcknowledgeAsync(consumer.Messages[i], kind: AcknowledgeKind.Poison, cause: "too much");
        consumer.Close();
    }
}

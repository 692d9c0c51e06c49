using Broker.Core.Messages;
using Broker.Core.Routing;
using Broker.Core.Storage;
using Broker.Storage.Memory;
using Broker.Tests.Fixtures;

namespace Broker.Tests.Core.Transactions;

public sealed class LocalTransactionTests : IAsyncDisposable
{
    private readonly FaultyPersistence _persistence = new(new MemoryPersistenceAdapter());

    public ValueTask DisposeAsync() => _persistence.DisposeAsync();

    [Fact]
    public async Task Commit_SendsAndAcknowledgements_TakeEffectTogether()
    {
        await using var engine = new EngineFixture(_persistence);
        var client = engine.Connect();
        await client.SendManyAsync("A", 2);
        var consumer = await client.ConsumeAsync("A");
        var topic = await client.ConsumeAsync(Destination.Topic("T"));
        var transaction = client.Begin();
        await client.SendAsync("B", transaction: transaction);
        await client.SendAsync("B", persistent: false, transaction: transaction);
        await client.SendAsync(client.Create(Destination.Topic("T"), transaction: transaction));
        await consumer.AcknowledgeAsync(consumer.Messages[1], count: 2, transaction: transaction);
        Assert.Equal(2, engine.Queue("A").Count);
        Assert.Equal(0, engine.Queue("B").Count);
        Assert.Empty(topic.Messages);
        await client.CommitAsync(transaction);
        Assert.Equal(0, engine.Queue("A").Count);
        Assert.Equal([3, 4], (await client.ConsumeAsync("B")).Numbers);
        Assert.Equal([5], topic.Numbers);
    }

    [Fact]
    public async Task Commit_StoreFails_NothingHappensAndTheConsumerStillHoldsAll()
    {
        await using var engine = new EngineFixture(_persistence);
        var client = engine.Connect();
        await client.SendManyAsync("A", 2);
        var consumer = await client.ConsumeAsync("A");
        var transaction = client.Begin();
        await client.SendAsync("B", transaction: transaction);
        await client.SendAsync("B", persistent: false, transaction: transaction);
        await consumer.AcknowledgeAsync(consumer.Messages[1], count: 2, transaction: transaction);
        _persistence.Refusal = new("broken");
        await Assert.ThrowsAsync<StoreException>(() => client.CommitAsync(transaction));
        _persistence.Refusal = null;
        Assert.Equal(0, engine.Queue("B").Count);
        Assert.Equal(2, engine.Queue("A").InFlight);
        await consumer.AcknowledgeAsync(consumer.Messages[1], count: 2);
        Assert.Equal(0, engine.Queue("A").Count);
        Assert.Equal(0, engine.Memory.UsedBytes);
    }

    [Fact]
    public async Task Commit_NonPersistentWithoutRoomInMemory_IsPartOfTheTransaction()
    {
        await using var engine = new EngineFixture(_persistence, policies: EngineFixture.SmallQueues());
        var client = engine.Connect();
        await client.SendManyAsync("Q", 20);
        var transaction = client.Begin();
        await client.SendAsync("Q", persistent: false, transaction: transaction);
        await client.SendAsync("Q", transaction: transaction);
        var appends = _persistence.Appends;
        await client.CommitAsync(transaction);
        Assert.Equal(appends, _persistence.Appends);
        var consumer = await client.ConsumeAsync("Q");
        await consumer.CountAsync(22);
        Assert.Equal([21, 22], consumer.Numbers[20..]);
    }

    [Fact]
    public async Task Rollback_Acknowledged_StaysWithTheConsumer()
    {
        await using var engine = new EngineFixture(_persistence);
        var client = engine.Connect();
        await client.SendManyAsync("A", 2);
        var consumer = await client.ConsumeAsync("A", prefetch: 1);
        var transaction = client.Begin();
        await client.SendAsync("B", transaction: transaction);
        await consumer.AcknowledgeAsync(consumer.Messages[0], transaction: transaction);
        Assert.Equal([1, 2], consumer.Numbers);
        client.Rollback(transaction);
        Assert.Equal(0, engine.Queue("B").Count);
        consumer.Close();
        Assert.Equal([1, 2], (await client.ConsumeAsync("A")).Numbers);
    }

    [Fact]
    public async Task Commit_ConsumerClosedBefore_StillConsumes()
    {
        await using var engine = new EngineFixture(_persistence);
        var client = engine.Connect();
        await client.SendManyAsync("A", 2);
        var consumer = await client.ConsumeAsync("A");
        var transaction = client.Begin();
        await consumer.AcknowledgeAsync(consumer.Messages[0], transaction: transaction);
        consumer.Close();
        await client.CommitAsync(transaction);
        Assert.Equal(1, engine.Queue("A").Count);
        Assert.Equal([2], (await client.ConsumeAsync("A")).Numbers);
    }

    [Fact]
    public async Task Commit_NeverBegun_IsRefused()
    {
        await using var engine = new EngineFixture(_persistence);
        var client = engine.Connect();
        var transaction = new LocalTransactionId("ID:x", 1);
        await Assert.ThrowsAsync<UnknownTransactionException>(() => client.CommitAsync(transaction));
        await Assert.ThrowsAsync<UnknownTransactionException>(() => client.SendAsync("Q", transaction: transaction));
        client.Rollback(transaction);
    }
}

using Broker.Core.Configuration;
using Broker.Core.Messages;
using Broker.Core.Routing;
using Broker.Core.Transactions;
using Broker.Tests.Fixtures;

namespace Broker.Tests.Core.Routing;

/// <summary>A queue's own limit, and what goes to several queues at once: transactions and composites.</summary>
public sealed class RouterRoomTests
{
    private static readonly DestinationPolicy _small = new() { Queue = ">", ProducerFlowControl = true, MemoryLimit = 4000 };

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Commit_QueueIsFull_WaitsUntilItIsConsumed(bool persistent)
    {
        await using var engine = new EngineFixture(policies: _small);
        var (client, other) = (engine.Connect(), engine.Connect());
        await FillAsync(other, "Q");
        var transaction = client.Begin();
        await client.SendAsync("Q", persistent, transaction: transaction);
        await client.SendAsync("OTHER", persistent, transaction: transaction);
        var before = engine.Queue("Q").Count;
        var committing = client.CommitAsync(transaction);
        var blocked = Assert.Single(engine.Router.ListBlockedProducers());
        Assert.Equal((client.ProducerId, Destination.Queue("Q"), BlockReason.QueueFull), (blocked.Producer, blocked.Destination, blocked.Reason));
        Assert.False(committing.IsCompleted);
        Assert.Equal((before, 0L), (engine.Queue("Q").Count, engine.Queue("OTHER").Count));
        await ConsumeAllAsync(other, "Q");
        await Eventually.DoneAsync(committing);
        Assert.Equal((1L, 1L), (engine.Queue("Q").Count, engine.Queue("OTHER").Count));
        Assert.Empty(engine.Router.ListBlockedProducers());
    }

    [Fact]
    public async Task Commit_ItsOwnMessagesFillTheQueue_DoesNotWait()
    {
        await using var engine = new EngineFixture(policies: _small);
        var client = engine.Connect();
        var transaction = client.Begin();
        for (var i = 0; i < 20; i++) await client.SendAsync("Q", transaction: transaction);
        await Eventually.DoneAsync(client.CommitAsync(transaction));
        Assert.Equal(20, engine.Queue("Q").Count);
        Assert.True(engine.Queue("Q").IsFull);
    }

    [Fact]
    public async Task Commit_TakesFromTheFullQueueItself_DoesNotWait()
    {
        await using var engine = new EngineFixture(policies: _small);
        var client = engine.Connect();
        await FillAsync(client, "Q");
        var consumer = await client.ConsumeAsync("Q");
        var transaction = client.Begin();
        await consumer.AcknowledgeOneAsync(consumer.Messages[0], transaction);
        await client.SendAsync(client.Create(Destination.Queue("Q"), bodyBytes: 2000, transaction: transaction));
        Assert.True(engine.Queue("Q").IsFull);
        await Eventually.DoneAsync(client.CommitAsync(transaction));
    }

    [Fact]
    public async Task Commit_SeveralQueuesAreFull_WaitsForOneAfterTheOther()
    {
        await using var engine = new EngineFixture(policies: _small);
        var (client, other) = (engine.Connect(), engine.Connect());
        await FillAsync(other, "A");
        await FillAsync(other, "B");
        var transaction = client.Begin();
        await client.SendAsync("A", transaction: transaction);
        await client.SendAsync("B", transaction: transaction);
        var committing = client.CommitAsync(transaction);
        await ConsumeAllAsync(other, "A");
        await Eventually.TrueAsync(() => engine.Router.ListBlockedProducers() is [{ Destination.Name: "B" }]);
        Assert.False(committing.IsCompleted);
        await ConsumeAllAsync(other, "B");
        await Eventually.DoneAsync(committing);
    }

    [Fact]
    public async Task Commit_FailsAtOnce_IsRolledBackAndSaysWhy()
    {
        await using var engine = new EngineFixture(policies: _small with { SendFailIfNoSpace = true });
        var (client, other) = (engine.Connect(), engine.Connect());
        await other.SendAsync(other.Create(Destination.Queue("Q"), bodyBytes: 5000));
        await other.SendAsync("A");
        var consumer = await client.ConsumeAsync("A");
        var transaction = client.Begin();
        await consumer.AcknowledgeOneAsync(consumer.Messages[0], transaction);
        await client.SendAsync("Q", transaction: transaction);
        var error = await Assert.ThrowsAsync<TransactionRolledBackException>(() => client.CommitAsync(transaction));
        Assert.Contains($"Usage Manager Memory Limit (4000) reached on queue://Q. Stopping producer ({client.ProducerId})", error.Message, StringComparison.Ordinal);
        Assert.Equal((1L, 1L), (engine.Queue("Q").Count, engine.Queue("A").Count));
        await consumer.AcknowledgeOneAsync(consumer.Messages[0]);
        Assert.Equal(0, engine.Queue("A").Count);
    }

    [Fact]
    public async Task Commit_FailsAfterTimeout_IsRolledBackThen()
    {
        await using var engine = new EngineFixture(policies: _small with { SendFailIfNoSpaceAfterTimeout = TimeSpan.FromSeconds(3) });
        var (client, other) = (engine.Connect(), engine.Connect());
        await FillAsync(other, "Q");
        var transaction = client.Begin();
        await client.SendAsync("Q", transaction: transaction);
        var committing = client.CommitAsync(transaction);
        engine.Time.Advance(TimeSpan.FromSeconds(2));
        Assert.False(committing.IsCompleted);
        engine.Time.Advance(TimeSpan.FromSeconds(2));
        await Assert.ThrowsAsync<TransactionRolledBackException>(() => committing.WaitAsync(Eventually.Patience));
    }

    [Fact]
    public async Task Commit_ConnectionEndsMeanwhile_NothingOfItHappens()
    {
        await using var engine = new EngineFixture(policies: _small);
        var (client, other) = (engine.Connect(), engine.Connect());
        await FillAsync(other, "Q");
        await other.SendAsync("A");
        var consumer = await client.ConsumeAsync("A");
        var transaction = client.Begin();
        await consumer.AcknowledgeOneAsync(consumer.Messages[0], transaction);
        await client.SendAsync("Q", transaction: transaction);
        var committing = client.CommitAsync(transaction);
        client.Disconnect();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => committing.WaitAsync(Eventually.Patience));
        await ConsumeAllAsync(other, "Q");
        await Eventually.TrueAsync(() => engine.Queue("A").InFlight == 0);
        Assert.Equal((0L, 1L), (engine.Queue("Q").Count, engine.Queue("A").Count));
    }

    [Fact]
    public async Task Prepare_QueueIsFull_WaitsBeforeTheVote()
    {
        await using var engine = new EngineFixture(policies: _small);
        var (client, other) = (engine.Connect(), engine.Connect());
        var id = new XaTransactionId(1, [1], [1]);
        engine.Router.Begin(client.State, id);
        await client.SendAsync("Q", transaction: id);
        await FillAsync(other, "Q");
        var preparing = engine.Router.PrepareAsync(client.State, id).AsTask();
        Assert.False(preparing.IsCompleted);
        Assert.Single(engine.Router.ListBlockedProducers());
        await ConsumeAllAsync(other, "Q");
        Assert.Equal(XaVote.Ok, await preparing.WaitAsync(Eventually.Patience));
        await FillAsync(other, "Q");
        await Eventually.DoneAsync(engine.Router.CommitAsync(id, onePhase: false).AsTask());
    }

    [Fact]
    public async Task CommitInOnePhase_QueueIsFullAndFailsAtOnce_IsRolledBack()
    {
        await using var engine = new EngineFixture(policies: _small with { SendFailIfNoSpace = true });
        var client = engine.Connect();
        await client.SendAsync(client.Create(Destination.Queue("Q"), bodyBytes: 5000));
        var id = new XaTransactionId(1, [1], [1]);
        engine.Router.Begin(client.State, id);
        await client.SendAsync("Q", transaction: id);
        var error = await Assert.ThrowsAsync<XaException>(() => engine.Router.CommitAsync(id, onePhase: true).AsTask());
        Assert.Equal(XaErrorCode.RolledBack, error.Code);
        Assert.Equal(1, engine.Queue("Q").Count);
    }

    [Fact]
    public async Task SendComposite_OneQueueIsFull_WaitsAsAWholeAndHoldsNobodyElse()
    {
        await using var engine = new EngineFixture(policies: _small);
        var (client, other) = (engine.Connect(), engine.Connect());
        await FillAsync(other, "FULL");
        var filled = engine.Queue("FULL").Count;
        var sending = client.SendAsync("EMPTY,FULL");
        var behind = client.SendAsync("EMPTY");
        Assert.False(sending.IsCompleted);
        Assert.False(behind.IsCompleted);
        await Eventually.DoneAsync(other.SendAsync("EMPTY"));
        Assert.Equal((1L, filled), (engine.Queue("EMPTY").Count, engine.Queue("FULL").Count));
        await ConsumeAllAsync(other, "FULL");
        await Eventually.DoneAsync(Task.WhenAll(sending, behind));
        Assert.Equal((3L, 1L), (engine.Queue("EMPTY").Count, engine.Queue("FULL").Count));
    }

    [Fact]
    public async Task SendComposite_AFullQueueFailsAtOnce_NoneGetsIt()
    {
        await using var engine = new EngineFixture(policies: _small with { Queue = "FULL", SendFailIfNoSpace = true });
        var client = engine.Connect();
        await client.SendAsync(client.Create(Destination.Queue("FULL"), bodyBytes: 5000));
        var error = await Assert.ThrowsAsync<NoSpaceException>(() => client.SendAsync("EMPTY,FULL").WaitAsync(Eventually.Patience));
        Assert.Equal(BlockReason.QueueFull, error.Reason);
        Assert.Equal((0L, 1L), (engine.Queue("EMPTY").Count, engine.Queue("FULL").Count));
        await Eventually.DoneAsync(client.SendAsync("EMPTY"));
    }

    private static async Task FillAsync(TestClient client, string queue)
    {
        while (!client.Engine.Queue(queue).IsFull) await client.SendAsync(queue);
    }

    private static async Task ConsumeAllAsync(TestClient client, string queue)
    {
        var consumer = await client.ConsumeAsync(queue);
        await consumer.AcknowledgeAsync(consumer.Messages[^1], count: consumer.Messages.Count);
        consumer.Close();
    }
}

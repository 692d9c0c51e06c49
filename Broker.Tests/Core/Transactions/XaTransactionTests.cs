using Broker.Core.Destinations;
using Broker.Core.Messages;
using Broker.Core.Routing;
using Broker.Core.Transactions;
using Broker.Storage.Memory;
using Broker.Tests.Fixtures;

namespace Broker.Tests.Core.Transactions;

public sealed class XaTransactionTests : IAsyncDisposable
{
    private static readonly XaTransactionId _id = new(1, [1, 2], [3]);

    private readonly MemoryPersistenceAdapter _memory = new();
    private readonly FaultyPersistence _persistence;

    public XaTransactionTests() => _persistence = new(_memory);

    public ValueTask DisposeAsync() => _persistence.DisposeAsync();

    [Fact]
    public async Task Commit_TwoPhases_TakesEffectWithTheSecond()
    {
        await using var engine = new EngineFixture(_persistence);
        var client = engine.Connect();
        await client.SendManyAsync("A", 2);
        var consumer = await client.ConsumeAsync("A");
        var topic = await client.ConsumeAsync(Destination.Topic("T"));
        await WorkAsync(client, consumer);
        await client.SendAsync("B", persistent: false, transaction: _id);
        await client.SendAsync(client.Create(Destination.Topic("T"), transaction: _id));
        Assert.Equal(XaVote.Ok, await engine.Router.PrepareAsync(client.State, _id));
        Assert.Equal((2, 0), (engine.Queue("A").Count, engine.Queue("B").Count));
        Assert.Empty(topic.Messages);
        await engine.Router.CommitAsync(_id, onePhase: false);
        Assert.Equal((0, 2), (engine.Queue("A").Count, engine.Queue("B").Count));
        Assert.Equal([5], topic.Numbers);
        Assert.Empty(engine.Router.Prepared);
        Assert.Empty(_memory.Transactions.ReadPrepared());
        await AssertErrorAsync(XaErrorCode.UnknownBranch, () => engine.Router.CommitAsync(_id, onePhase: false));
    }

    [Fact]
    public async Task Commit_OnePhase_NothingIsKept()
    {
        await using var engine = new EngineFixture(_persistence);
        var client = engine.Connect();
        await client.SendManyAsync("A", 2);
        await WorkAsync(client, await client.ConsumeAsync("A"));
        await engine.Router.CommitAsync(_id, onePhase: true);
        Assert.Equal((0, 1), (engine.Queue("A").Count, engine.Queue("B").Count));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Rollback_EitherSideOfThePrepare_MessagesAreTheConsumersAgain(bool prepared)
    {
        await using var engine = new EngineFixture(_persistence);
        var client = engine.Connect();
        await client.SendManyAsync("A", 2);
        var consumer = await client.ConsumeAsync("A");
        await WorkAsync(client, consumer);
        if (prepared) await engine.Router.PrepareAsync(client.State, _id);
        await engine.Router.RollbackAsync(_id);
        Assert.Equal((2, 0), (engine.Queue("A").InFlight, engine.Queue("B").Count));
        Assert.Empty(_memory.Transactions.ReadPrepared());
        consumer.Close();
        Assert.Equal([1, 2], (await client.ConsumeAsync("A")).Numbers);
        await AssertErrorAsync(XaErrorCode.UnknownBranch, () => engine.Router.RollbackAsync(_id));
    }

    [Fact]
    public async Task Prepare_NothingDone_IsReadOnlyAndForgotten()
    {
        await using var engine = new EngineFixture(_persistence);
        var client = engine.Connect();
        engine.Router.Begin(client.State, _id);
        Assert.Equal(XaVote.ReadOnly, await engine.Router.PrepareAsync(client.State, _id));
        Assert.Empty(_memory.Transactions.ReadPrepared());
        await AssertErrorAsync(XaErrorCode.UnknownBranch, () => engine.Router.CommitAsync(_id, onePhase: false));
    }

    [Fact]
    public async Task Steps_InTheWrongState_AreProtocolErrors()
    {
        await using var engine = new EngineFixture(_persistence);
        var client = engine.Connect();
        await AssertErrorAsync(XaErrorCode.UnknownBranch, async () => await engine.Router.PrepareAsync(client.State, _id));
        await AssertErrorAsync(XaErrorCode.UnknownBranch, () => Forget(engine.Router));
        engine.Router.Begin(client.State, _id);
        engine.Router.Begin(client.State, _id);
        await client.SendAsync("B", transaction: _id);
        await AssertErrorAsync(XaErrorCode.Protocol, () => engine.Router.CommitAsync(_id, onePhase: false));
        await AssertErrorAsync(XaErrorCode.Protocol, () => Forget(engine.Router));
        await engine.Router.PrepareAsync(client.State, _id);
        await AssertErrorAsync(XaErrorCode.Protocol, async () => await client.SendAsync("B", transaction: _id));
        await AssertErrorAsync(XaErrorCode.Protocol, async () => await engine.Router.PrepareAsync(client.State, _id));
        await engine.Router.CommitAsync(_id, onePhase: true);
        Assert.Equal(1, engine.Queue("B").Count);

        static ValueTask Forget(Router router)
        {
            router.Forget(_id);
            return ValueTask.CompletedTask;
        }
    }

    [Fact]
    public async Task Begin_PartTooLong_IsInvalid()
    {
        await using var engine = new EngineFixture(_persistence);
        var client = engine.Connect();
        var error = Assert.Throws<XaException>(() => engine.Router.Begin(client.State, new XaTransactionId(1, new byte[65], [])));
        Assert.Equal(XaErrorCode.Invalid, error.Code);
    }

    [Fact]
    public async Task Work_OfTwoConnections_IsOneBranch()
    {
        await using var engine = new EngineFixture(_persistence);
        var (first, second) = (engine.Connect(), engine.Connect());
        engine.Router.Begin(first.State, _id);
        engine.Router.Begin(second.State, _id);
        await first.SendAsync("B", transaction: _id);
        await second.SendAsync("B", transaction: _id);
        await engine.Router.PrepareAsync(second.State, _id);
        await engine.Router.CommitAsync(_id, onePhase: false);
        Assert.Equal(2, engine.Queue("B").Count);
    }

    [Fact]
    public async Task Disconnect_NotPrepared_RollsBackAndPreparedStays()
    {
        var prepared = new XaTransactionId(1, [9], []);
        await using var engine = new EngineFixture(_persistence);
        var (client, other) = (engine.Connect(), engine.Connect());
        await client.SendManyAsync("A", 2);
        var consumer = await client.ConsumeAsync("A");
        engine.Router.Begin(client.State, _id);
        engine.Router.Begin(client.State, prepared);
        await consumer.AcknowledgeOneAsync(consumer.Messages[0], _id);
        await consumer.AcknowledgeOneAsync(consumer.Messages[1], prepared);
        await engine.Router.PrepareAsync(client.State, prepared);
        client.Disconnect();
        Assert.Equal([prepared], engine.Router.Prepared.Select(branch => branch.Id));
        var next = await other.ConsumeAsync("A");
        Assert.Equal([1], next.Numbers);
        await AssertErrorAsync(XaErrorCode.UnknownBranch, () => engine.Router.CommitAsync(_id, onePhase: true));
        await engine.Router.RollbackAsync(prepared);
        Assert.Equal([1, 2], next.Numbers);
    }

    [Fact]
    public async Task Disconnect_OfOneThatJoined_BranchGoesOn()
    {
        await using var engine = new EngineFixture(_persistence);
        var (first, second) = (engine.Connect(), engine.Connect());
        await first.SendManyAsync("A", 1);
        engine.Router.Begin(first.State, _id);
        engine.Router.Begin(second.State, _id);
        var consumer = await second.ConsumeAsync("A");
        await consumer.AcknowledgeOneAsync(consumer.Messages[0], _id);
        second.Disconnect();
        Assert.Empty((await first.ConsumeAsync("A")).Messages);
        await engine.Router.CommitAsync(_id, onePhase: true);
        Assert.Equal(0, engine.Queue("A").Count);
    }

    [Fact]
    public async Task Prepare_StoreFails_IsRolledBack()
    {
        await using var engine = new EngineFixture(_persistence);
        var client = engine.Connect();
        await client.SendManyAsync("A", 2);
        await WorkAsync(client, await client.ConsumeAsync("A"));
        _persistence.Refusal = new("broken.");
        var error = await AssertErrorAsync(XaErrorCode.RolledBack, async () => await engine.Router.PrepareAsync(client.State, _id));
        Assert.EndsWith("is rolled back: broken.", error.Message, StringComparison.Ordinal);
        Assert.Equal((2, 0), (engine.Queue("A").Count, engine.Queue("B").Count));
        await AssertErrorAsync(XaErrorCode.UnknownBranch, () => engine.Router.RollbackAsync(_id));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Decide_StoreFails_IsStillPreparedAndMayBeAskedAgain(bool commit)
    {
        await using var engine = new EngineFixture(_persistence);
        var client = engine.Connect();
        await client.SendManyAsync("A", 2);
        await WorkAsync(client, await client.ConsumeAsync("A"));
        await engine.Router.PrepareAsync(client.State, _id);
        _persistence.Refusal = new("broken");
        await AssertErrorAsync(XaErrorCode.Retry, Decide);
        Assert.Single(engine.Router.Prepared);
        _persistence.Refusal = null;
        await Decide();
        Assert.Equal(commit ? (0, 1) : (2, 0), (engine.Queue("A").Count, engine.Queue("B").Count));

        ValueTask Decide() => commit ? engine.Router.CommitAsync(_id, onePhase: false) : engine.Router.RollbackAsync(_id);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Recover_PreparedBefore_IsHeldBackUntilDecided(bool commit)
    {
        await using (var before = new EngineFixture(_memory))
        {
            var client = before.Connect();
            await client.SendManyAsync("A", 3);
            var consumer = await client.ConsumeAsync("A");
            before.Router.Begin(client.State, _id);
            await client.SendAsync("B", transaction: _id);
            await consumer.AcknowledgeOneAsync(consumer.Messages[1], _id);
            await before.Router.PrepareAsync(client.State, _id);
        }

        await using var engine = new EngineFixture(_memory);
        await engine.Router.RecoverAsync(CancellationToken.None);
        var later = engine.Connect();
        var waiting = await later.ConsumeAsync("A");
        var sent = await later.ConsumeAsync("B");
        await waiting.CountAsync(2);
        Assert.Equal([1, 3], waiting.Numbers);
        var branch = Assert.Single(engine.Router.Prepared);
        Assert.Equal((_id, 1, 1), (branch.Id, branch.Count().Sent[Destination.Queue("B")], branch.Count().Acknowledged[Destination.Queue("A")]));
        if (commit) await engine.Router.CommitAsync(_id, onePhase: false);
        else await engine.Router.RollbackAsync(_id);
        Assert.Equal(commit ? [4] : [], sent.Numbers);
        await waiting.CountAsync(commit ? 2 : 3);
        Assert.Equal(commit ? [1, 3] : [1, 3, 2], waiting.Numbers);
        Assert.Equal(commit ? 2 : 3, engine.Queue("A").Count);
        Assert.Empty(_memory.Transactions.ReadPrepared());
    }

    [Fact]
    public async Task Recover_DurableSubscription_IsHeldBackAndServed()
    {
        var topic = Destination.Topic("T");
        await using (var before = new EngineFixture(_memory))
        {
            var client = before.Connect(clientId: "c");
            var consumer = await client.ConsumeAsync(topic, subscriptionName: "s");
            await client.SendAsync(client.Create(topic));
            await client.SendAsync(client.Create(topic));
            before.Router.Begin(client.State, _id);
            await consumer.AcknowledgeOneAsync(consumer.Messages[0], _id);
            await client.SendAsync(client.Create(topic, transaction: _id));
            await before.Router.PrepareAsync(client.State, _id);
        }

        await using var engine = new EngineFixture(_memory);
        await engine.Router.RecoverAsync(CancellationToken.None);
        var later = await engine.Connect(clientId: "c").ConsumeAsync(topic, subscriptionName: "s");
        await later.CountAsync(1);
        Assert.Equal([2], later.Numbers);
        await engine.Router.CommitAsync(_id, onePhase: false);
        await later.CountAsync(2);
        Assert.Equal([2, 3], later.Numbers);
    }

    [Fact]
    public async Task Recover_ManyAcknowledged_JustTheseAreHeldBack()
    {
        await using (var before = new EngineFixture(_memory))
        {
            var client = before.Connect();
            await client.SendManyAsync("A", 3000);
            var consumer = await client.ConsumeAsync("A", prefetch: 3000);
            await consumer.CountAsync(3000);
            before.Router.Begin(client.State, _id);
            foreach (var message in consumer.Messages)
            {
                if (message.Id.ProducerSequence % 3 == 0) await consumer.AcknowledgeOneAsync(message, _id);
            }

            await before.Router.PrepareAsync(client.State, _id);
        }

        await using var engine = new EngineFixture(_memory);
        await engine.Router.RecoverAsync(CancellationToken.None);
        var later = await engine.Connect().ConsumeAsync("A", prefetch: 3000);
        await later.CountAsync(2000);
        Assert.Equal(Enumerable.Range(1, 3000).Where(number => number % 3 != 0).Select(number => (long)number), later.Numbers);
        await engine.Router.RollbackAsync(_id);
        await later.CountAsync(3000);
    }

    [Fact]
    public async Task RemoveDestination_PreparedBranchSendsThere_IsRefused()
    {
        await using var engine = new EngineFixture(_persistence);
        var client = engine.Connect();
        engine.Router.Begin(client.State, _id);
        await client.SendAsync("B", transaction: _id);
        await engine.Router.PrepareAsync(client.State, _id);
        await Assert.ThrowsAsync<InvalidDestinationException>(() => engine.Router.RemoveDestinationAsync(null, Destination.Queue("B")).AsTask());
        await engine.Router.RollbackAsync(_id);
        await engine.Router.RemoveDestinationAsync(null, Destination.Queue("B"));
    }

    [Fact]
    public async Task Replay_PreparedBranch_IsTakenOnceAndPreparedAgain()
    {
        await using var engine = new EngineFixture(_persistence);
        var client = engine.Connect("ID:c");
        await client.SendManyAsync("A", 1);
        var consumer = await client.ConsumeAsync("A");
        engine.Router.Begin(client.State, _id);
        var sent = await client.SendAsync("B", transaction: _id);
        await consumer.AcknowledgeOneAsync(consumer.Messages[0], _id);
        await engine.Router.PrepareAsync(client.State, _id);

        var again = engine.Connect("ID:c", failoverReconnect: true);
        var consumerAgain = await again.ConsumeAsync("A");
        engine.Router.Begin(again.State, _id);
        await again.SendAsync(again.Create(Destination.Queue("B"), transaction: _id, sequence: sent.Id.ProducerSequence));
        await consumerAgain.AcknowledgeAsync(consumer.Messages[0], consumer.Messages[0], transaction: _id);
        Assert.Equal(XaVote.Ok, await engine.Router.PrepareAsync(again.State, _id));
        await engine.Router.CommitAsync(_id, onePhase: false);
        Assert.Equal((0, 1), (engine.Queue("A").Count, engine.Queue("B").Count));
    }

    [Fact]
    public async Task Replay_CommittedBranch_IsNotDoneAgainAndItsCommitSucceeds()
    {
        await using var engine = new EngineFixture(_persistence);
        var client = engine.Connect("ID:c");
        engine.Router.Begin(client.State, _id);
        var sent = await client.SendAsync("B", transaction: _id);
        await engine.Router.PrepareAsync(client.State, _id);
        await engine.Router.CommitAsync(_id, onePhase: false);

        var again = engine.Connect("ID:c", failoverReconnect: true);
        engine.Router.Begin(again.State, _id);
        await again.SendAsync(again.Create(Destination.Queue("B"), transaction: _id, sequence: sent.Id.ProducerSequence));
        await AssertErrorAsync(XaErrorCode.RolledBack, async () => await engine.Router.PrepareAsync(again.State, _id));
        await engine.Router.CommitAsync(_id, onePhase: false);
        Assert.Equal(1, engine.Queue("B").Count);
        await AssertErrorAsync(XaErrorCode.UnknownBranch, () => engine.Router.CommitAsync(_id, onePhase: false));
    }

    [Fact]
    public async Task Replay_BranchNeverPrepared_IsTakenAnew()
    {
        await using var engine = new EngineFixture(_persistence);
        var client = engine.Connect("ID:c");
        engine.Router.Begin(client.State, _id);
        var sent = await client.SendAsync("B", transaction: _id);

        var again = engine.Connect("ID:c", failoverReconnect: true);
        engine.Router.Begin(again.State, _id);
        await again.SendAsync(again.Create(Destination.Queue("B"), transaction: _id, sequence: sent.Id.ProducerSequence));
        client.Disconnect();
        Assert.Equal(XaVote.Ok, await engine.Router.PrepareAsync(again.State, _id));
        await engine.Router.CommitAsync(_id, onePhase: false);
        Assert.Equal(1, engine.Queue("B").Count);
    }

    private static async Task WorkAsync(TestClient client, TestConsumer consumer)
    {
        client.Engine.Router.Begin(client.State, _id);
        await client.SendAsync("B", transaction: _id);
        await consumer.AcknowledgeAsync(consumer.Messages[1], count: 2, transaction: _id);
    }

    private static async Task<XaException> AssertErrorAsync(XaErrorCode code, Func<ValueTask> step)
    {
        var error = await Assert.ThrowsAsync<XaException>(async () => await step());
        Assert.Equal(code, error.Code);
        return error;
    }
}

using Broker.Core.Messages;
using Broker.Core.Storage;
using Broker.Core.Transactions;
using Broker.Storage.Memory;
using Broker.Tests.Fixtures;

namespace Broker.Tests.Core.Routing;

/// <summary>Branches that an operator decides, and what their transaction manager hears of it afterwards.</summary>
public sealed class DecidedBranchesTests : IAsyncDisposable
{
    private static readonly XaTransactionId _id = new(7, [1, 2], [3]);

    private readonly FaultyPersistence _persistence = new(new MemoryPersistenceAdapter());
    private readonly EngineFixture _engine;

    public DecidedBranchesTests() => _engine = new(_persistence);

    public ValueTask DisposeAsync() => _engine.DisposeAsync();

    [Theory]
    [InlineData(true, XaErrorCode.HeuristicCommit, "has been committed by an operator")]
    [InlineData(false, XaErrorCode.HeuristicRollback, "has been rolled back by an operator")]
    public async Task Decide_ManagerComesBack_IsToldHowUntilItForgets(bool commit, XaErrorCode code, string words)
    {
        await PrepareAsync();
        await _engine.Router.DecideAsync(_id, commit);
        Assert.Equal(commit ? 1 : 0, _engine.Queue("Q").Count);
        Assert.Empty(_engine.Router.Prepared);
        Assert.Equal([_id], _engine.Router.Recoverable);
        foreach (var decide in (Func<ValueTask>[])[() => _engine.Router.CommitAsync(_id, onePhase: false), () => _engine.Router.RollbackAsync(_id)])
        {
            var error = await Assert.ThrowsAsync<XaException>(() => decide().AsTask());
            Assert.Equal(code, error.Code);
            Assert.Contains(words, error.Message, StringComparison.Ordinal);
        }

        _engine.Router.Forget(_id);
        Assert.Empty(_engine.Router.Recoverable);
        Assert.Equal(XaErrorCode.UnknownBranch, Assert.Throws<XaException>(() => _engine.Router.Forget(_id)).Code);
        Assert.Equal(XaErrorCode.UnknownBranch, (await Assert.ThrowsAsync<XaException>(() => _engine.Router.CommitAsync(_id, onePhase: false).AsTask())).Code);
    }

    [Fact]
    public async Task Decide_ByTheManagerItself_NothingIsRemembered()
    {
        await PrepareAsync();
        Assert.Equal([_id], _engine.Router.Recoverable);
        await _engine.Router.CommitAsync(_id, onePhase: false);
        Assert.Empty(_engine.Router.Recoverable);
        Assert.Equal(XaErrorCode.UnknownBranch, Assert.Throws<XaException>(() => _engine.Router.Forget(_id)).Code);
    }

    [Fact]
    public async Task Decide_StoreFails_IsStillPreparedAndNotDecided()
    {
        await PrepareAsync();
        _persistence.Refusal = new StoreException("broken");
        Assert.Equal(XaErrorCode.Retry, (await Assert.ThrowsAsync<XaException>(() => _engine.Router.DecideAsync(_id, commit: true).AsTask())).Code);
        _persistence.Refusal = null;
        Assert.Single(_engine.Router.Prepared);
        Assert.Equal([_id], _engine.Router.Recoverable);
        Assert.Equal(XaErrorCode.Protocol, Assert.Throws<XaException>(() => _engine.Router.Forget(_id)).Code);
        await _engine.Router.CommitAsync(_id, onePhase: false);
        Assert.Equal(1, _engine.Queue("Q").Count);
    }

    private async Task PrepareAsync()
    {
        var client = _engine.Connect();
        _engine.Router.Begin(client.State, _id);
        await client.SendAsync("Q", transaction: _id);
        await _engine.Router.PrepareAsync(client.State, _id);
    }
}

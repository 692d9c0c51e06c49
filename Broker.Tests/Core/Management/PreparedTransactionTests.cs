using Broker.Core.Configuration;
using Broker.Core.Management;
using Broker.Core.Messages;
using Broker.Core.Security;
using Broker.Storage.Memory;
using Broker.Tests.Fixtures;

namespace Broker.Tests.Core.Management;

/// <summary>What an operator sees of branches in doubt, and does to them.</summary>
public sealed class PreparedTransactionTests : IAsyncDisposable
{
    private const string Xid = "-3:0aff:01";

    private static readonly XaTransactionId _id = new(-3, [10, 255], [1]);
    private static readonly User _operator = new("o", UserRole.Operator);
    private static readonly User _administrator = new("a", UserRole.Administrator);

    private readonly FaultyPersistence _persistence = new(new MemoryPersistenceAdapter());
    private readonly EngineFixture _engine;
    private readonly BrokerAdministration _administration;

    public PreparedTransactionTests()
    {
        _engine = new(_persistence);
        _administration = new(new BrokerOptions { NodeName = "node" }, new NodeState(new(), _engine.Time), _engine.Time);
        _administration.Attach(new(_engine.Router, _engine.Statistics, _engine.Memory, _engine.Persistence, new(0, 0, 0, [], TimeSpan.Zero), []));
    }

    public async ValueTask DisposeAsync()
    {
        await _administration.DisposeAsync();
        await _engine.DisposeAsync();
    }

    [Fact]
    public async Task List_Prepared_SaysWhatACommitWouldDo()
    {
        await PrepareAsync();
        var view = Assert.Single(_administration.ListPreparedTransactions());
        Assert.Equal((Xid, _engine.Time.GetUtcNow()), (view.Xid, view.PreparedAt));
        Assert.Equal([new("queue://B", 2), new("topic://T", 1)], view.Sent);
        Assert.Equal([new("queue://A", 1)], view.Acknowledged);
        _administration.Detach();
        Assert.Empty(_administration.ListPreparedTransactions());
    }

    [Fact]
    public async Task Commit_ByAnAdministrator_TakesEffect()
    {
        await PrepareAsync();
        await _administration.CommitPreparedTransactionAsync(_administrator, Xid, CancellationToken.None);
        Assert.Equal((0, 2), (_engine.Queue("A").Count, _engine.Queue("B").Count));
        Assert.Empty(_administration.ListPreparedTransactions());
    }

    [Fact]
    public async Task Rollback_ByAnAdministrator_NothingHappened()
    {
        await PrepareAsync();
        await _administration.RollbackPreparedTransactionAsync(_administrator, Xid, CancellationToken.None);
        Assert.Equal((1, 0), (_engine.Queue("A").Count, _engine.Queue("B").Count));
        Assert.Empty(_administration.ListPreparedTransactions());
    }

    [Theory]
    [InlineData("", CommandRefusal.Invalid)]
    [InlineData("1:0", CommandRefusal.Invalid)]
    [InlineData("x:00:00", CommandRefusal.Invalid)]
    [InlineData("1:0:00", CommandRefusal.Invalid)]
    [InlineData("1:0g:00", CommandRefusal.Invalid)]
    [InlineData("1:00:00", CommandRefusal.NotFound)]
    [InlineData("1::", CommandRefusal.NotFound)]
    public async Task Decide_NoSuchBranch_IsRefused(string xid, CommandRefusal reason)
    {
        await PrepareAsync();
        Assert.Equal(reason, (await RefusedAsync(() => _administration.CommitPreparedTransactionAsync(_administrator, xid, CancellationToken.None))).Reason);
        Assert.Equal(reason, (await RefusedAsync(() => _administration.RollbackPreparedTransactionAsync(_administrator, xid, CancellationToken.None))).Reason);
        Assert.Single(_administration.ListPreparedTransactions());
    }

    [Fact]
    public async Task Decide_NotPreparedYet_IsNotFound()
    {
        _engine.Router.Begin(_engine.Connect().State, _id);
        Assert.Equal(CommandRefusal.NotFound, (await RefusedAsync(() => _administration.RollbackPreparedTransactionAsync(_administrator, Xid, CancellationToken.None))).Reason);
    }

    [Fact]
    public async Task Decide_RoleTooLow_IsForbidden()
    {
        await PrepareAsync();
        Assert.Equal(CommandRefusal.Forbidden, (await RefusedAsync(() => _administration.CommitPreparedTransactionAsync(_operator, Xid, CancellationToken.None))).Reason);
        Assert.Equal(CommandRefusal.Forbidden, (await RefusedAsync(() => _administration.RollbackPreparedTransactionAsync(_operator, Xid, CancellationToken.None))).Reason);
        Assert.Single(_administration.ListPreparedTransactions());
    }

    [Fact]
    public async Task Commit_StoreFails_SaysWhyAndItIsStillInDoubt()
    {
        await PrepareAsync();
        _persistence.Refusal = new("the disk is gone");
        var refused = await RefusedAsync(() => _administration.CommitPreparedTransactionAsync(_administrator, Xid, CancellationToken.None));
        Assert.Equal(CommandRefusal.Conflict, refused.Reason);
        Assert.Contains("still prepared: the disk is gone", refused.Message, StringComparison.Ordinal);
        Assert.Single(_administration.ListPreparedTransactions());
    }

    private async Task PrepareAsync()
    {
        var client = _engine.Connect();
        await client.SendManyAsync("A", 1);
        var consumer = await client.ConsumeAsync("A");
        _engine.Router.Begin(client.State, _id);
        await consumer.AcknowledgeOneAsync(consumer.Messages[0], _id);
        await client.SendAsync("B", transaction: _id);
        await client.SendAsync("B", transaction: _id);
        await client.SendAsync(client.Create(Destination.Topic("T"), transaction: _id));
        await _engine.Router.PrepareAsync(client.State, _id);
    }

    private static Task<CommandRefusedException> RefusedAsync(Func<ValueTask> command) =>
        Assert.ThrowsAsync<CommandRefusedException>(async () => await command());
}

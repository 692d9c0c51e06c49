using System.Diagnostics;
using Broker.Core.Storage;
using Broker.Storage.Database;
using Broker.Tests.Fixtures;
using MySql.Data.MySqlClient;
using Xunit.Abstractions;

namespace Broker.Tests.Storage.Database;

/// <summary>The lease on one server that is well.</summary>
public sealed class DatabaseLeaseLockTests(ITestOutputHelper output) : IAsyncLifetime
{
    private static readonly TimeSpan Short = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Long = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    private readonly List<LeaseNode> _nodes = [];
    private string _database = "";

    public async Task InitializeAsync() => _database = await SharedMariaDb.CreateDatabaseAsync();

    public async Task DisposeAsync()
    {
        foreach (var node in _nodes) await node.DisposeAsync();
    }

    [Fact]
    public async Task Acquire_TwoNodes_OneHolds()
    {
        var (a, b) = (Node("a", Long), Node("b", Long));
        Assert.Equal(new Fence(1), await a.AcquireAsync());
        Assert.Equal(new LeaseClaim(null, "Node 'a' holds the store.", "a"), await b.TryAsync());
    }

    [Fact]
    public async Task Acquire_AtTheSameMoment_OneHolds()
    {
        var nodes = Enumerable.Range(0, 5).Select(i => Node($"n{i}", Long)).ToList();
        var claims = await Task.WhenAll(nodes.Select(static node => node.TryAsync()));
        Assert.Single(claims, static claim => claim.Fence is not null);
    }

    [Fact]
    public async Task Renew_Holder_Held()
    {
        var a = Node("a", Long);
        var fence = await a.AcquireAsync();
        Assert.Equal(LeaseAnswer.Held, await a.RenewAsync(fence));
        Assert.Equal("1", Scalar("SELECT renewals FROM broker_lease"));
        Assert.NotNull(Scalar("SELECT session FROM broker_lease"));
    }

    [Fact]
    public async Task Release_NoSuccessor_NextNodeBeginsAtOnceWithAHigherEpoch()
    {
        var (a, b) = (Node("a", Long), Node("b", Long));
        var fence = await a.AcquireAsync();
        var waiting = b.TryAsync(Patience);
        await a.ReleaseAsync(fence);
        var claim = await waiting;
        Assert.Equal((new Fence(2), "a"), (claim.Fence, claim.Holder));
        Assert.Equal(LeaseAnswer.Lost, await a.RenewAsync(fence));
    }

    [Fact]
    public async Task Release_SuccessorNamed_OthersLeaveItTheFirstLease()
    {
        var (a, b, c) = (Node("a", Short), Node("b", Short), Node("c", Short));
        await a.ReleaseAsync(await a.AcquireAsync(), "c");
        Assert.Equal("The store was given back for node 'c'.", (await b.TryAsync()).Obstacle);
        Assert.Equal(new Fence(2), (await c.TryAsync(afterFailure: false)).Fence);
    }

    [Fact]
    public async Task Release_SuccessorDoesNotCome_OthersFollowAfterOneLease()
    {
        var (a, b) = (Node("a", Short), Node("b", Short));
        await a.ReleaseAsync(await a.AcquireAsync(), "c");
        Assert.Equal(new Fence(2), await b.AcquireAsync(Patience));
    }

    [Fact]
    public async Task Acquire_HolderSilent_FollowsWhenTheLeaseEnds()
    {
        var (a, b) = (Node("a", Short), Node("b", Short));
        var old = await a.AcquireAsync();
        var stopped = Scalar("SELECT SUBSTRING_INDEX(session, '/', -1) FROM broker_lease");
        Assert.Equal(new Fence(2), await b.AcquireAsync(Patience));
        Assert.Equal(LeaseAnswer.Lost, await a.RenewAsync(old));

        // The session of who was silent is ended, so that the new master's can take its place.
        await Eventually.TrueAsync(() => Scalar($"SELECT COUNT(*) FROM information_schema.processlist WHERE id = {stopped}") is "0");
        Assert.Equal(LeaseAnswer.Held, await b.RenewAsync(new Fence(2)));
        Assert.NotNull(Scalar("SELECT session FROM broker_lease"));
    }

    [Fact]
    public async Task Acquire_HolderSilent_LeavesConnectionsToOtherDatabases()
    {
        await using var bystander = LeaseProbe.Open(await SharedMariaDb.CreateDatabaseAsync());
        var (a, b) = (Node("a", Short), Node("b", Short));
        await a.AcquireAsync();
        await b.AcquireAsync(Patience);
        Assert.Equal(0, LeaseProbe.Execute(bystander, "DO 0"));
    }

    [Fact]
    public async Task Acquire_NotAfterFailure_LeavesItToTheHolder()
    {
        var (a, b) = (Node("a", Short), Node("b", Short));
        await a.AcquireAsync();
        Assert.Null((await b.TryAsync(2 * Short, afterFailure: false)).Fence);
        Assert.Equal(new Fence(2), await b.AcquireAsync());
    }

    [Fact]
    public async Task Acquire_HolderKilled_FollowsAtOnce()
    {
        var (a, b) = (Node("a", Long), Node("b", Long));
        await a.AcquireAsync();
        Assert.Null((await b.TryAsync()).Fence);
        var waiting = b.TryAsync(Patience);
        var killed = Stopwatch.GetTimestamp();
        await a.DisposeAsync();
        Assert.Equal(new Fence(2), (await waiting).Fence);
        var took = Stopwatch.GetElapsedTime(killed);
        output.WriteLine($"Taken over after {took.TotalMilliseconds:F0} ms.");
        Assert.InRange(took, TimeSpan.Zero, TimeSpan.FromSeconds(2));
    }

    [Fact]
    public async Task Acquire_HolderLostItsConnectionAndRenews_StaysWithIt()
    {
        var (a, b) = (Node("a", Long), Node("b", Long));
        var fence = await a.AcquireAsync();
        using var ended = new CancellationTokenSource();
        var keeping = a.KeepAsync(fence, ended.Token);
        var waiting = b.TryAsync(TimeSpan.FromSeconds(3));
        var first = Scalar("SELECT session FROM broker_lease");
        await (await SharedMariaDb.ServerAsync()).ExecuteAsRootAsync($"KILL {first!.Split('/')[^1]}");

        Assert.Null((await waiting).Fence);
        await Eventually.TrueAsync(() => Scalar("SELECT session FROM broker_lease") is { } second && second != first, "No new session.");
        await ended.CancelAsync();
        await keeping;
        Assert.Equal("1", Scalar("SELECT epoch FROM broker_lease"));
    }

    [Fact]
    public async Task Acquire_OwnOldTenure_BeginsANewOneAtOnce()
    {
        var a = Node("a", Long);
        await a.AcquireAsync();
        Assert.Equal(new Fence(2), (await a.TryAsync(afterFailure: false)).Fence);
    }

    [Fact]
    public async Task Acquire_StoppedHolderHasAnOpenTransaction_FollowsAllTheSame()
    {
        var (a, b) = (Node("a", Short), Node("b", Short));
        await a.AcquireAsync();
        await using var writer = LeaseProbe.Open(_database);
        LeaseProbe.Execute(writer, "START TRANSACTION");
        LeaseProbe.Execute(writer, "UPDATE broker_fence SET writer_epoch = 1, group_number = 7 WHERE id = 1");

        Assert.Equal(new Fence(2), await b.InsistAsync());
        Assert.ThrowsAny<MySqlException>(() => LeaseProbe.Execute(writer, "COMMIT"));
        Assert.Equal("0", Scalar("SELECT group_number FROM broker_fence"));
    }

    [Fact]
    public async Task Fence_LateWriteOfAnOldTenure_IsRefused()
    {
        var (a, b) = (Node("a", Long), Node("b", Long));
        var old = await a.AcquireAsync();
        await a.ReleaseAsync(old);
        var present = await b.AcquireAsync();
        await using var writer = LeaseProbe.Open(_database);
        Assert.Equal(1, LeaseProbe.Execute(writer, $"UPDATE broker_fence SET writer_epoch = {present.Epoch}, group_number = 1 WHERE id = 1"));
        var error = Assert.Throws<MySqlException>(() => LeaseProbe.Execute(writer, $"UPDATE broker_fence SET writer_epoch = {old.Epoch}, group_number = 2 WHERE id = 1"));
        Assert.Equal(DatabaseFailure.FenceRefused, DatabaseErrors.Classify(error));
    }

    [Fact]
    public async Task Acquire_FenceAheadOfTheLease_GoesBeyondBoth()
    {
        var (a, b) = (Node("a", Long), Node("b", Long));
        await a.ReleaseAsync(await a.AcquireAsync());
        await using var meddler = LeaseProbe.Open(_database);
        LeaseProbe.Execute(meddler, "UPDATE broker_fence SET epoch = 7, writer_epoch = 7");
        Assert.Equal(new Fence(8), await b.AcquireAsync());
    }

    [Fact]
    public async Task Acquire_StoreOfAnotherBroker_NamesBoth()
    {
        await Node("a", Long).AcquireAsync();
        var stranger = new LeaseNode(_database, "b", Long, "other");
        _nodes.Add(stranger);
        var error = await Assert.ThrowsAsync<StoreMismatchException>(() => stranger.TryAsync());
        Assert.Contains("holds the store of broker 'group', not 'other'", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Pwd=wr0ng", "refuses the user 'broker'")]
    [InlineData("Database=broker_nowhere", "no database 'broker_nowhere'")]
    [InlineData("Port=1", "127.0.0.1:1 cannot be reached")]
    public async Task Acquire_ConnectionStringWrong_SaysWhatWithoutThePassword(string wrong, string expected)
    {
        var password = (await SharedMariaDb.ServerAsync()).Password;
        var node = new LeaseNode($"{_database};{wrong}", "a", Long);
        _nodes.Add(node);
        var error = await Assert.ThrowsAsync<StoreException>(() => node.TryAsync());
        Assert.Contains(expected, error.Message, StringComparison.Ordinal);
        Assert.Equal(error.Message, node.Lock.Problem);
        Assert.DoesNotContain(password, error.ToString(), StringComparison.Ordinal);
        Assert.DoesNotContain("wr0ng", error.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Acquire_Cancelled_ReturnsAtOnceAndLeavesTheLockToTheHolder()
    {
        var (a, b) = (Node("a", Long), Node("b", Long));
        await a.AcquireAsync();
        using var cancellation = new CancellationTokenSource(TimeSpan.FromMilliseconds(300));
        var started = Stopwatch.GetTimestamp();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await b.Lock.TryAcquireAsync(true, Long, cancellation.Token));
        Assert.InRange(Stopwatch.GetElapsedTime(started), TimeSpan.Zero, TimeSpan.FromSeconds(2));
    }

    private LeaseNode Node(string name, TimeSpan lease)
    {
        var node = new LeaseNode(_database, name, lease);
        _nodes.Add(node);
        return node;
    }

    private string? Scalar(string statement) => LeaseProbe.Scalar(_database, statement);
}

using Broker.Core.Configuration;
using Broker.Core.Management;
using Broker.Core.Security;
using Broker.Core.Storage;
using Broker.Storage.Journal;
using Broker.Storage.Memory;
using Broker.Tests.Fixtures;
using Broker.Tests.Storage.Journal;

namespace Broker.Tests.Core.Hosting;

/// <summary>Two nodes on one directory.</summary>
public sealed class BrokerServiceTests : IDisposable
{
    private static readonly User _administrator = new("admin", UserRole.Administrator);

    private readonly TemporaryDirectory _directory = new();
    private readonly FakeLease _lease = new();
    private readonly MemoryNodeRegistry _registry = new();

    public void Dispose() => _directory.Dispose();

    [Fact]
    public async Task Run_StoreHeldByOther_WaitsAsSlaveAndTakesOver()
    {
        await using var first = Start("one");
        await using var second = await StartSlaveAsync("two", first);
        Assert.Null(first.State.Reason);
        await first.Administration.SendAsync(_administrator, new() { Queue = "Q", Body = "kept" }, CancellationToken.None);
        Assert.Equal("Node one holds the store.", second.State.Reason);
        Assert.Equal(0, second.Listeners.Open);
        var refusal = await Assert.ThrowsAsync<CommandRefusedException>(
            () => second.Administration.SendAsync(_administrator, new() { Queue = "Q" }, CancellationToken.None).AsTask());
        Assert.Equal(CommandRefusal.NotServing, refusal.Reason);
        Assert.Equal(0, second.Administration.GetBroker().Queues);

        await first.DisposeAsync();
        Assert.Equal(BrokerRole.Stopping, first.State.Role);
        Assert.Equal(0, first.Listeners.Open);
        Assert.Equal([("one", null)], _lease.Releases);
        await second.WhenAsync(BrokerRole.Master);
        Assert.Equal(1, second.Listeners.Open);
        Assert.Equal("kept", Assert.Single(await second.Administration.BrowseAsync(_administrator, "Q", 0, 10, CancellationToken.None)).Body);
    }

    [Fact]
    public async Task Run_MasterIsOverdue_PortIsOpenBeforeItServesAndClosedWhenTheMasterSpeaksAgain()
    {
        _lease.Take("elsewhere");
        await using var node = Start("one");
        await node.WhenAsync(BrokerRole.Slave);
        Assert.Equal(0, node.Listeners.Open);
        _lease.Silence = TimeSpan.FromSeconds(5);
        await Eventually.TrueAsync(() => node.Listeners.Open == 1);
        Assert.Equal(BrokerRole.Slave, node.State.Role);
        _lease.Silence = TimeSpan.Zero;
        await Eventually.TrueAsync(() => node.Listeners.Open == 0);

        _lease.Silence = TimeSpan.FromSeconds(5);
        await Eventually.TrueAsync(() => node.Listeners.Open == 1);
        _lease.Take(null);
        await node.WhenAsync(BrokerRole.Master);
        Assert.Equal(1, node.Listeners.Open);
        Assert.Equal(2, node.Listeners.Opened);
    }

    [Fact]
    public async Task Dispose_WhileSlave_EndsTheWaitAndLeavesTheGroup()
    {
        await using var first = Start("one");
        await using var second = await StartSlaveAsync("two", first);
        await Eventually.TrueAsync(() => second.Administration.GetAvailability().Nodes.Count == 2);
        await second.DisposeAsync();
        await second.Running;
        Assert.Equal(BrokerRole.Master, first.State.Role);
        Assert.Equal("one", Assert.Single(await _registry.ReadAsync(CancellationToken.None)).Beat.Name);
    }

    [Fact]
    public async Task Run_TenureIsLost_BecomesSlaveInTheSameProcessAndMasterAgain()
    {
        await using var node = Start("one");
        await node.WhenAsync(BrokerRole.Master);
        _lease.Take("elsewhere");
        await node.WhenAsync(BrokerRole.Slave);
        await Eventually.TrueAsync(() => node.Listeners.Open == 0 && string.Equals(node.State.Reason, "Node elsewhere holds the store.", StringComparison.Ordinal));
        Assert.Contains(node.Logs.Lines, line => line.Contains("is Slave: Another node has taken over the store.", StringComparison.Ordinal));
        Assert.Null(node.Administration.GetAvailability().LeaseLeft);

        _lease.Take(null);
        await node.WhenAsync(BrokerRole.Master);
        Assert.Equal(1, node.Listeners.Open);
        var view = node.Administration.GetAvailability();
        Assert.Equal(3, view.Epoch);
        Assert.InRange(view.LeaseLeft!.Value, TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(9.5));
        Assert.Equal(
            [BrokerRole.Master, BrokerRole.Starting, BrokerRole.Slave, BrokerRole.Master, BrokerRole.Starting],
            view.History.Select(change => change.Role));
        Assert.Equal([3L, 3L, 1L, 1L, null], view.History.Select(change => change.Epoch));
    }

    [Fact]
    public async Task Run_LockCannotBeUsed_SaysWhyOnceAndServesWhenItCan()
    {
        _lease.Problem = "The database cannot be reached.";
        await using var node = Start("one");
        await Eventually.TrueAsync(() => string.Equals(node.Administration.GetAvailability().StoreProblem, _lease.Problem, StringComparison.Ordinal));
        await node.WhenAsync(BrokerRole.Slave);
        Assert.Equal(_lease.Problem, node.State.Reason);
        _lease.Problem = null;
        await node.WhenAsync(BrokerRole.Master);
        Assert.Single(node.Logs.Lines, line => line.Contains("Warning: Broker localhost on node one is Slave: The database cannot be reached.", StringComparison.Ordinal));
        Assert.Null(node.Administration.GetAvailability().StoreProblem);
    }

    public static TheoryData<Exception> OpenProblems => [new StoreException("The store is broken."), new StartupException("The port is in use.")];

    [Theory]
    [MemberData(nameof(OpenProblems))]
    public async Task Run_StoreOrPortsCannotBeOpenedLater_GivesTheStoreBackAndTriesAgain(Exception problem)
    {
        await using var node = Start("one");
        await node.WhenAsync(BrokerRole.Master);
        node.OpenProblem = problem;
        _lease.Take("elsewhere");
        await node.WhenAsync(BrokerRole.Slave);
        _lease.Take(null);
        await Eventually.TrueAsync(() => string.Equals(node.State.Reason, problem.Message, StringComparison.Ordinal) && !_lease.Releases.IsEmpty);
        node.OpenProblem = null;
        await node.WhenAsync(BrokerRole.Master);
    }

    [Fact]
    public async Task Run_SettingsCannotBeRead_ServesNobodyUntilTheyCan()
    {
        await using var node = Start("one");
        await node.WhenAsync(BrokerRole.Master);
        node.SettingsProblem = new("The database server is away.");
        _lease.Take("elsewhere");
        await node.WhenAsync(BrokerRole.Slave);
        _lease.Take(null);
        await Eventually.TrueAsync(() => string.Equals(node.State.Reason, "The database server is away.", StringComparison.Ordinal) && !_lease.Releases.IsEmpty);
        Assert.Equal(1, node.Listeners.Opened);
        node.SettingsProblem = null;
        await node.WhenAsync(BrokerRole.Master);
        Assert.Equal(1, node.Listeners.Open);
    }

    [Fact]
    public async Task Run_PortCannotBeOpenedAtTheFirstStart_EndsWithTheSentence()
    {
        await using var node = Start("one", openProblem: new StartupException("The port is in use."));
        await Assert.ThrowsAsync<StartupException>(() => node.Running.WaitAsync(Eventually.Patience));
        Assert.Equal(BrokerRole.Stopping, node.State.Role);
        Assert.Equal([("one", null)], _lease.Releases);
        Assert.Empty(await _registry.ReadAsync(CancellationToken.None));
    }

    [Fact]
    public async Task Run_WaitForSlave_OpensNothingUntilOneIsThere()
    {
        await using var first = Start("one", new() { WaitForSlave = 1 });
        await Eventually.TrueAsync(() => string.Equals(first.State.Reason, "Waits for 1 slave: 0 present.", StringComparison.Ordinal));
        Assert.Equal((BrokerRole.Starting, 0), (first.State.Role, first.Listeners.Open));
        await using var second = Start("two");
        await first.WhenAsync(BrokerRole.Master);
    }

    [Fact]
    public async Task Run_ShutdownOnSlaveFailureAndTheSlaveGoes_ServesNoMoreUntilOneIsBack()
    {
        await using var first = Start("one", new() { ShutdownOnSlaveFailure = true });
        await Eventually.TrueAsync(() => first.State.Role == BrokerRole.Starting && first.State.Reason is not null);
        var second = Start("two");
        await first.WhenAsync(BrokerRole.Master);
        await second.DisposeAsync();
        await Eventually.TrueAsync(() => string.Equals(first.State.Reason, "Waits for 1 slave: 0 present.", StringComparison.Ordinal));
        Assert.Equal(0, first.Listeners.Open);
        Assert.Contains(first.Logs.Lines, line => line.Contains("is Slave: Serves only with 1 slave: 0 present.", StringComparison.Ordinal));
        await using var third = Start("three");
        await first.WhenAsync(BrokerRole.Master);
    }

    [Fact]
    public async Task SwitchOver_ToTheSlave_ClosesInOrderAndTheOtherServes()
    {
        await using var first = Start("one");
        await using var second = await StartSlaveAsync("two", first);
        await first.Administration.SendAsync(_administrator, new() { Queue = "Q", Body = "kept" }, CancellationToken.None);
        await Eventually.TrueAsync(() => first.Administration.GetAvailability().Nodes.Any(node => node.Role.Equals("Slave", StringComparison.Ordinal)));
        _lease.Releasing = _ => first.Steps.Enqueue($"store given back, {first.Listeners.Open} ports open");

        await first.Administration.SwitchOverAsync(_administrator, null, CancellationToken.None);
        Assert.Equal(BrokerRole.Master, second.State.Role);
        Assert.Equal(["store closed", "store given back, 0 ports open"], first.Steps);
        Assert.Equal([("one", "two")], _lease.Releases);
        Assert.Equal("kept", Assert.Single(await second.Administration.BrowseAsync(_administrator, "Q", 0, 10, CancellationToken.None)).Body);
        await Eventually.TrueAsync(() => first.Administration.GetAvailability() is { Role: BrokerRole.Slave, Epoch: 2 });

        await Eventually.TrueAsync(() => second.Administration.GetAvailability().Nodes.Any(node => node is { Name: "one", Role: "Slave" }));
        _lease.Releasing = null;
        await second.Administration.SwitchOverAsync(_administrator, "one", CancellationToken.None);
        Assert.Equal(BrokerRole.Master, first.State.Role);
    }

    [Fact]
    public async Task SwitchOver_CannotBe_IsRefusedWithASentence()
    {
        await using var first = Start("one");
        await first.WhenAsync(BrokerRole.Master);
        await RefusedAsync(first, _administrator, null, CommandRefusal.Conflict, "There is no slave to switch over to.");
        await RefusedAsync(first, _administrator, "nobody", CommandRefusal.NotFound, "There is no node nobody, and no slave at all.");
        await RefusedAsync(first, new("o", UserRole.Operator), null, CommandRefusal.Forbidden, "o may not switch over; that takes the role Administrator.");
        await using var second = await StartSlaveAsync("two", first);
        await Eventually.TrueAsync(() => first.Administration.GetAvailability().Nodes.Any(node => node.Role.Equals("Slave", StringComparison.Ordinal)));
        await RefusedAsync(first, _administrator, "one", CommandRefusal.Conflict, "Node one is Master and no slave.");
        await RefusedAsync(first, _administrator, "nobody", CommandRefusal.NotFound, "There is no node nobody; the slaves are two.");
        await RefusedAsync(second, _administrator, null, CommandRefusal.NotServing, "This node is Slave and serves no messages now.");
        Assert.Equal(BrokerRole.Master, first.State.Role);
    }

    [Fact]
    public async Task SwitchOver_SuccessorDoesNotCome_IsToldAndTheNodeServesAgain()
    {
        await using var first = Start("one");
        await using var second = await StartSlaveAsync("two", first);
        await Eventually.TrueAsync(() => first.Administration.GetAvailability().Nodes.Any(node => node.Role.Equals("Slave", StringComparison.Ordinal)));
        // Somebody is quicker, who is not of this group.
        _lease.Releasing = _ => _lease.Take("elsewhere");
        await RefusedAsync(
            first, _administrator, "two", CommandRefusal.Conflict, "Gave the store to two, which was not seen to take it within 3 s.");
        await first.WhenAsync(BrokerRole.Slave);
        Assert.Equal(0, first.Listeners.Open);
        _lease.Releasing = null;
        await second.DisposeAsync();
        _lease.Take(null);
        await first.WhenAsync(BrokerRole.Master);
    }

    [Fact]
    public async Task Run_NodeNameIsTaken_EndsWithTheKey()
    {
        await using var first = Start("one");
        await first.WhenAsync(BrokerRole.Master);
        await Eventually.TrueAsync(() => first.Administration.GetAvailability().Nodes.Count == 1);
        await using var other = Start("one");
        var refusal = await Assert.ThrowsAsync<StartupException>(() => other.Running.WaitAsync(Eventually.Patience));
        Assert.StartsWith("Broker:NodeName: Two nodes of broker 'localhost' are named 'one'", refusal.Message, StringComparison.Ordinal);
        Assert.Equal(BrokerRole.Master, first.State.Role);
    }

    [Fact]
    public async Task Run_RealLockFile_OneServesAndTheOtherFollows()
    {
        await using var first = new Node(_directory.Path, "one", LockFor("one"), _registry);
        await first.WhenAsync(BrokerRole.Master);
        await using var second = new Node(_directory.Path, "two", LockFor("two"), _registry);
        await second.WhenAsync(BrokerRole.Slave);
        await first.DisposeAsync();
        await second.WhenAsync(BrokerRole.Master);
    }

    private static async Task RefusedAsync(Node node, User caller, string? successor, CommandRefusal reason, string sentence)
    {
        var refusal = await Assert.ThrowsAsync<CommandRefusedException>(
            () => node.Administration.SwitchOverAsync(caller, successor, CancellationToken.None).AsTask().WaitAsync(Eventually.Patience));
        Assert.Equal((reason, sentence), (refusal.Reason, refusal.Message));
    }

    private SharedFileLock LockFor(string name) =>
        new(new() { Directory = _directory.Path, NodeName = name, Incarnation = Guid.NewGuid() });

    private Node Start(string name, AvailabilityOptions? availability = null, Exception? openProblem = null) =>
        new(_directory.Path, name, _lease.For(name), _registry, availability, openProblem);

    private async Task<Node> StartSlaveAsync(string name, Node master)
    {
        await master.WhenAsync(BrokerRole.Master);
        var slave = Start(name);
        await slave.WhenAsync(BrokerRole.Slave);
        return slave;
    }
}

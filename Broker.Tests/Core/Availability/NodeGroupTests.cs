using Broker.Core.Configuration;
using Broker.Core.Storage;
using Broker.Storage.Memory;
using Broker.Tests.Fixtures;
using Microsoft.Extensions.Logging.Abstractions;

namespace Broker.Tests.Core.Availability;

public sealed class NodeGroupTests : IAsyncDisposable
{
    private readonly ManualTime _time = new();
    private readonly MemoryNodeRegistry _registry = new();
    private readonly CancellationTokenSource _stop = new();
    private readonly List<Task> _running = [];

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await Task.WhenAll(_running).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _stop.Dispose();
    }

    [Fact]
    public async Task Run_TwoNodes_SeeEachOtherWithRoleAndAddresses()
    {
        var (a, stateA) = Start("a");
        var (b, stateB) = Start("b");
        stateA.Change(BrokerRole.Master, null);
        stateB.Change(BrokerRole.Slave, null);
        await TrueAsync(() => a.Slaves.Count == 1 && b.Alive.Count == 2 && b.Alive[0].Role.Equals("Master", StringComparison.Ordinal));
        Assert.Equal(["tcp://a:1"], b.Alive[0].ClientUris);
        Assert.Equal(("a", "Master"), (b.Alive[0].Name, b.Alive[0].Role));
        Assert.Equal("b", a.Slaves[0].Name);
        Assert.Empty(b.Slaves);
    }

    [Fact]
    public async Task Run_RoleChanges_IsToldAtOnce()
    {
        var (_, state) = Start("a");
        state.Change(BrokerRole.Slave, null);
        await Eventually.TrueAsync(() => HasRoleAsync("a", "Slave"), () => "It is no slave.");
        state.Change(BrokerRole.Master, null);
        await Eventually.TrueAsync(() => HasRoleAsync("a", "Master"), () => "It is no master.");
    }

    [Fact]
    public async Task Slaves_OneGoesSilent_IsGoneAfterThreeAndAHalfSeconds()
    {
        var (a, _) = Start("a");
        await BeatAsync("b");
        await AdvanceAsync(1);
        var fewer = a.WhenFewerSlavesAsync(1, CancellationToken.None);
        for (var i = 0; i < 3; i++) await AdvanceAsync(1);
        Assert.Single(a.Slaves);
        await AdvanceAsync(1);
        await fewer.WaitAsync(Eventually.Patience);
        Assert.Single(a.Alive);

        var enough = a.WhenSlavesAsync(1, CancellationToken.None);
        await BeatAsync("b");
        await AdvanceAsync(1);
        await enough.WaitAsync(Eventually.Patience);
    }

    [Fact]
    public async Task Slaves_RegistryAwayForLong_AreNotTakenForDead()
    {
        var registry = new FaultyRegistry(_registry);
        var (a, _) = Start("a", registry);
        await BeatAsync("b");
        await AdvanceAsync(1);
        registry.IsAway = true;
        for (var i = 0; i < 10; i++) await AdvanceAsync(1);
        Assert.Equal("The registry is away.", a.Problem);
        Assert.Single(a.Slaves);
        registry.IsAway = false;
        await AdvanceAsync(1);
        Assert.Single(a.Slaves);
        Assert.Null(a.Problem);
        for (var i = 0; i < 3; i++) await AdvanceAsync(1);
        Assert.Empty(a.Slaves);
    }

    [Fact]
    public async Task Run_NameOfALivingNode_IsRefusedWithTheKey()
    {
        await BeatAsync("a");
        Start("a");
        var running = _running[0];
        await AdvanceAsync(1);
        await BeatAsync("a", "http://other:8161");
        await TrueAsync(() => running.IsCompleted);
        var refusal = await Assert.ThrowsAsync<StartupException>(() => running);
        Assert.Equal(
            "Broker:NodeName: Two nodes of broker 'localhost' are named 'a': this one at http://a:8161 and another at http://other:8161, which is Slave; give each its own name.",
            refusal.Message);
    }

    [Fact]
    public async Task Run_NameOfADeadNode_IsTakenOver()
    {
        await BeatAsync("a");
        Start("a");
        for (var i = 0; i < 3; i++) await AdvanceAsync(1);
        Assert.Equal("", (await FindAsync("a"))!.ConsoleUri);
        await AdvanceAsync(1);
        await Eventually.TrueAsync(
            async () => string.Equals((await FindAsync("a"))!.ConsoleUri, "http://a:8161", StringComparison.Ordinal), () => "The name was not taken over.");
        Assert.False(_running[0].IsCompleted);
    }

    [Fact]
    public async Task Run_RegistryAwayAtFirst_NameIsCheckedWhenItIsBack()
    {
        var registry = new FaultyRegistry(_registry) { IsAway = true };
        Start("a", registry);
        await AdvanceAsync(2);
        Assert.False(_running[0].IsCompleted);
        await BeatAsync("a");
        registry.IsAway = false;
        await AdvanceAsync(1);
        await BeatAsync("a");
        await TrueAsync(() => _running[0].IsCompleted);
        await Assert.ThrowsAsync<StartupException>(() => _running[0]);
    }

    [Fact]
    public async Task Run_MastersNameIsUsedByAnother_MasterKeepsIt()
    {
        var (_, state) = Start("a");
        state.Change(BrokerRole.Master, null);
        await Eventually.TrueAsync(() => HasRoleAsync("a", "Master"), () => "It is no master.");
        await BeatAsync("a");
        await AdvanceAsync(1);
        await BeatAsync("a");
        await AdvanceAsync(1);
        await Eventually.TrueAsync(() => HasRoleAsync("a", "Master"), () => "It lost its name.");
        Assert.False(_running[0].IsCompleted);
    }

    [Fact]
    public async Task Leave_Node_IsGoneAtOnce()
    {
        var (a, _) = Start("a");
        await TrueAsync(() => a.Alive.Count == 1);
        await a.LeaveAsync();
        Assert.Null(await FindAsync("a"));
    }

    [Fact]
    public async Task History_StoreAwayForAWhile_IsWrittenInOrderWhenItIsBack()
    {
        var registry = new FaultyRegistry(_registry) { IsAway = true };
        var state = new NodeState(new() { NodeName = "a" }, _time);
        var history = new RoleHistory(state, registry, _time, NullLogger.Instance);
        state.Change(BrokerRole.Slave, "one");
        _time.Advance(TimeSpan.FromSeconds(1));
        state.Change(BrokerRole.Starting, "two", 4);
        await history.SynchronizeAsync();
        Assert.Equal(["two", "one", null], history.Read().Select(change => change.Reason));

        registry.IsAway = false;
        await history.SynchronizeAsync();
        await history.SynchronizeAsync();
        Assert.Equal(["two", "one", null], (await _registry.ReadHistoryAsync(10, CancellationToken.None)).Select(change => change.Reason));
        await _registry.RecordAsync(new(_time.GetUtcNow().AddSeconds(1), "b", "Master", "three", 5), CancellationToken.None);
        await history.SynchronizeAsync();
        Assert.Equal(["three", "two", "one", null], history.Read().Select(change => change.Reason));
        Assert.Equal(new RoleChange(_time.GetUtcNow(), "a", BrokerRole.Starting, "two", 4), history.Read()[1]);
    }

    [Fact]
    public void Change_ManyTimes_KeepsTheLatestHundred()
    {
        var state = new NodeState(new() { NodeName = "a" }, _time);
        for (var i = 0; i < 130; i++) state.Change(i % 2 == 0 ? BrokerRole.Slave : BrokerRole.Starting, "reason");
        var (latest, total) = state.ReadHistory();
        Assert.Equal((100, 131), (latest.Count, total));
        Assert.Equal(BrokerRole.Starting, latest[0].Role);
        var since = state.Since;
        _time.Advance(TimeSpan.FromSeconds(1));
        Assert.True(state.Change(BrokerRole.Starting, "another reason"));
        Assert.False(state.Change(BrokerRole.Starting, "another reason"));
        Assert.Equal(since, state.Since);
        Assert.Equal(131, state.ReadHistory().Total);
    }

    private (NodeGroup Group, NodeState State) Start(string name, INodeRegistry? registry = null)
    {
        var options = new BrokerOptions { NodeName = name };
        var state = new NodeState(options, _time);
        var group = new NodeGroup(options, state, registry ?? _registry, _time, NullLogger.Instance)
        {
            ClientUris = [$"tcp://{name}:1"],
            ConsoleUri = $"http://{name}:8161",
        };
        _running.Add(group.RunAsync(_stop.Token));
        return (group, state);
    }

    // As another process would.
    private async Task BeatAsync(string name, string console = "") =>
        await _registry.BeatAsync(new(name, new Guid(1, 2, 3, new byte[8]), "Slave", null, [], console), CancellationToken.None);

    private async Task<NodeBeat?> FindAsync(string name) =>
        (await _registry.ReadAsync(CancellationToken.None)).FirstOrDefault(entry => string.Equals(entry.Beat.Name, name, StringComparison.Ordinal))?.Beat;

    private async Task<bool> HasRoleAsync(string name, string role) => string.Equals((await FindAsync(name))?.Role, role, StringComparison.Ordinal);

    private async Task AdvanceAsync(double seconds)
    {
        await Eventually.TrueAsync(() => _time.Waiting > 0);
        _time.Advance(TimeSpan.FromSeconds(seconds));
        await Eventually.TrueAsync(() => _time.Waiting > 0);
    }

    private Task TrueAsync(Func<bool> condition) => Eventually.TrueAsync(() =>
    {
        if (condition()) return true;
        _time.Advance(TimeSpan.FromMilliseconds(100));
        return false;
    });
}

using Broker.Core.Availability;
using Broker.Core.Configuration;
using Broker.Core.Management;
using Broker.Core.Storage;
using Microsoft.Extensions.Logging;

namespace Broker.Core.Hosting;

/// <summary>One node: waits for the store, serves while it holds it, gives everything back in order, and waits again.</summary>
/// <remarks>The process, its console and its health checks live on in every role; only the engine and its ports come and go.</remarks>
public sealed class BrokerService : IAsyncDisposable
{
    private static readonly TimeSpan _retryPause = TimeSpan.FromSeconds(1);

    private readonly CancellationTokenSource _stop = new();
    private readonly BrokerSetup _setup;
    private readonly IMasterLock _lock;
    private readonly NodeState _node;
    private readonly BrokerAdministration _administration;
    private readonly ILogger _logger;
    private readonly NodeGroup _group;
    private readonly RoleHistory _history;
    private readonly MasterElection _election;
    private Task _running = Task.CompletedTask;
    private TaskCompletionSource<SwitchoverRequest>? _switchover;
    private bool _isSettled;

    public BrokerService(
        BrokerSetup setup,
        IMasterLock masterLock,
        INodeRegistry registry,
        NodeState node,
        BrokerAdministration administration,
        ILogger<BrokerService> logger)
    {
        _setup = setup;
        _lock = masterLock;
        _node = node;
        _administration = administration;
        _logger = logger;
        var availability = setup.Loggers.CreateLogger<MasterElection>();
        _group = new(setup.Options, node, registry, setup.Time, availability) { ConsoleUri = setup.ConsoleUri };
        _history = new(node, registry, setup.Time, availability);
        _election = new(masterLock, !setup.Options.Availability.ShutdownOnMasterFailure, setup.Time, availability);
        administration.Join(new(_group, _history, _election, SwitchOverAsync));
    }

    /// <summary>Takes part in the group until it is cancelled or disposed of; everything is given back when it completes.</summary>
    /// <exception cref="StartupException">
    /// A port or setting is wrong, found when the node first tried to serve, or another node has its name. Later, and for a store that cannot be
    /// used, the node becomes a slave with the reason and tries again.
    /// </exception>
    public Task RunAsync(CancellationToken cancellationToken) => _running = RunUntilStoppedAsync(cancellationToken);

    /// <summary>Stops serving, releases the store and leaves the group. A second call does nothing.</summary>
    public async ValueTask DisposeAsync()
    {
        if (_stop.IsCancellationRequested) return;
        await _stop.CancelAsync().ConfigureAwait(false);
        await _running.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        ChangeRole(BrokerRole.Stopping, reason: null);
        await _lock.DisposeAsync().ConfigureAwait(false);
        _stop.Dispose();
    }

    private async Task RunUntilStoppedAsync(CancellationToken cancellationToken)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, _stop.Token);
        _group.ClientUris = PublishedUris.Of(_setup.Options);
        var member = _group.RunAsync(stop.Token);
        var historian = _history.RunAsync(stop.Token);
        var serving = TakeTurnsAsync(stop.Token);
        await Task.WhenAny(member, serving).ConfigureAwait(false);
        await stop.CancelAsync().ConfigureAwait(false);
        await serving.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        ChangeRole(BrokerRole.Stopping, reason: null);
        await Task.WhenAll(member, historian).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await _history.SynchronizeAsync().ConfigureAwait(false);
        await _group.LeaveAsync().ConfigureAwait(false);
        await member.ConfigureAwait(false);
        await serving.ConfigureAwait(false);
    }

    private async Task TakeTurnsAsync(CancellationToken stop)
    {
        while (!stop.IsCancellationRequested)
        {
            try
            {
                var tenure = await _election.WinAsync(Wait, stop).ConfigureAwait(false);
                var reason = await ServeAsync(tenure, stop).ConfigureAwait(false);
                if (!stop.IsCancellationRequested) ChangeRole(BrokerRole.Slave, reason, tenure.Fence.Epoch);
            }
            catch (OperationCanceledException) when (stop.IsCancellationRequested)
            {
                return;
            }
        }
    }

    private void Wait(LeaseObstacle obstacle)
    {
        _isSettled |= !obstacle.IsProblem;
        ChangeRole(BrokerRole.Slave, obstacle.Sentence, isProblem: obstacle.IsProblem);
    }

    // From winning the store to giving it up; returns why.
    private async Task<string?> ServeAsync(MasterTenure tenure, CancellationToken stop)
    {
        _node.Tenure = tenure;
        RunningBroker? running = null;
        try
        {
            running = await OpenAsync(tenure, stop).ConfigureAwait(false);
            _isSettled = true;
            return await ServeAsync(running, tenure, stop).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (tenure.IsOver)
        {
            return await tenure.Over.ConfigureAwait(false);
        }
        catch (Exception e) when (e is StoreException || (e is StartupException && _isSettled))
        {
            var reason = tenure.IsOver ? await tenure.Over.ConfigureAwait(false) : e.Message;
            await GiveBackAsync(tenure, reason).ConfigureAwait(false);
            ChangeRole(BrokerRole.Slave, reason, tenure.Fence.Epoch, isProblem: true);
            await Task.Delay(_retryPause, _setup.Time, stop).ConfigureAwait(false);
            return reason;
        }
        finally
        {
            await GiveBackAsync(tenure, "The store was given back.").ConfigureAwait(false);
            _node.Tenure = null;
        }
    }

    private async Task GiveBackAsync(MasterTenure tenure, string reason)
    {
        var wasLost = tenure.IsOver;
        tenure.End(reason);
        if (!wasLost) await _election.ReleaseAsync(successor: null, CancellationToken.None).ConfigureAwait(false);
    }

    private async Task<RunningBroker> OpenAsync(MasterTenure tenure, CancellationToken stop)
    {
        using var abandon = CancellationTokenSource.CreateLinkedTokenSource(stop);
        var opening = OpenWithSlavesAsync(tenure, abandon.Token);
        if (await Task.WhenAny(opening, tenure.Over).ConfigureAwait(false) != opening) await abandon.CancelAsync().ConfigureAwait(false);
        return await opening.ConfigureAwait(false);
    }

    private async Task<RunningBroker> OpenWithSlavesAsync(MasterTenure tenure, CancellationToken cancellationToken)
    {
        var epoch = tenure.Fence.Epoch;
        while (RequiredSlaves - _group.Slaves.Count > 0)
        {
            var changed = _group.Changed;
            ChangeRole(BrokerRole.Starting, $"Waits for {Count(RequiredSlaves, "slave")}: {_group.Slaves.Count} present.", epoch);
            await changed.WaitAsync(cancellationToken).ConfigureAwait(false);
        }

        ChangeRole(BrokerRole.Starting, "Opening the store.", epoch);
        return await RunningBroker.StartAsync(_setup, tenure, cancellationToken).ConfigureAwait(false);
    }

    private async Task<string?> ServeAsync(RunningBroker running, MasterTenure tenure, CancellationToken stop)
    {
        var request = Volatile.Read(ref _switchover);
        try
        {
            Report(running.View.Recovery);
            _administration.Attach(running.View);
            request = new(TaskCreationOptions.RunContinuationsAsynchronously);
            Volatile.Write(ref _switchover, request);
            ChangeRole(BrokerRole.Master, reason: null, tenure.Fence.Epoch);
            var reason = await WhenToEndAsync(running, tenure, request.Task, stop).ConfigureAwait(false);
            if (stop.IsCancellationRequested) ChangeRole(BrokerRole.Stopping, reason: null, tenure.Fence.Epoch);
            return reason;
        }
        finally
        {
            Volatile.Write(ref _switchover, null);
            _administration.Detach();
        }
    }
}

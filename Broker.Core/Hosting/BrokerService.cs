using Broker.Core.Availability;
using Broker.Core.Configuration;
using Broker.Core.Management;
using Broker.Core.Storage;
using Broker.Core.Transports;
using Microsoft.Extensions.Logging;

namespace Broker.Core.Hosting;

/// <summary>One node: waits for the store, serves while it holds it, gives everything back in order, and waits again.</summary>
/// <remarks>The process, its console and its health checks live on in every role; only the engine and its ports come and go.</remarks>
public sealed class BrokerService : IAsyncDisposable
{
    private static readonly TimeSpan _retryPause = TimeSpan.FromSeconds(1);

    private readonly CancellationTokenSource _stop = new();
    private readonly BrokerSetup _setup;
    private readonly EarlyListeners _listeners;
    private readonly IMasterLock _lock;
    private readonly NodeState _node;
    private readonly BrokerAdministration _administration;
    private readonly ILogger _logger;
    private readonly NodeGroup _group;
    private readonly RoleHistory _history;
    private readonly MasterElection _election;
    private Task _running = Task.CompletedTask;
    private Term? _term;
    private bool _isSettled;

    public BrokerService(
        BrokerSetup setup,
        IMasterLock masterLock,
        INodeRegistry registry,
        NodeState node,
        BrokerAdministration administration,
        ILogger<BrokerService> logger)
    {
        _listeners = new(setup.Listeners);
        _setup = setup with { Listeners = _listeners };
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
        _group.ClientUris = RunningBroker.PublishedUrisOf(_setup.Options);
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
                var tenure = await _election.WinAsync(obstacle => WaitAsync(obstacle, stop), stop).ConfigureAwait(false);
                await ServeAsync(new(_setup, tenure, _election, _group, _logger), stop).ConfigureAwait(false);
            }
            catch (OperationCanceledException) when (stop.IsCancellationRequested)
            {
                return;
            }
            finally
            {
                await _listeners.CloseAsync().ConfigureAwait(false);
            }
        }
    }

    private async ValueTask WaitAsync(LeaseObstacle obstacle, CancellationToken stop)
    {
        _isSettled |= !obstacle.IsProblem;
        ChangeRole(BrokerRole.Slave, obstacle.Sentence, isProblem: obstacle.IsProblem);
        if (obstacle.IsMasterOverdue) await _listeners.OpenAsync(RunningBroker.ConnectorsOf(_setup.Options), stop).ConfigureAwait(false);
        else await _listeners.CloseAsync().ConfigureAwait(false);
    }

    // From winning the store to having given it up.
    private async Task ServeAsync(Term term, CancellationToken stop)
    {
        _node.Tenure = term.Tenure;
        try
        {
            var running = await term.OpenAsync(doing => ChangeRole(BrokerRole.Starting, doing), stop).ConfigureAwait(false);
            _isSettled = true;
            await ServeAsync(term, running, stop).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (term.Tenure.IsOver)
        {
            ChangeRole(BrokerRole.Slave, await term.Tenure.Over.ConfigureAwait(false), isProblem: true);
        }
        catch (Exception e) when (e is StoreException || (e is StartupException && _isSettled))
        {
            // Others may be luckier: the store is given back before the pause.
            await term.GiveBackAsync(e.Message).ConfigureAwait(false);
            ChangeRole(BrokerRole.Slave, e.Message, isProblem: true);
            await Task.Delay(_retryPause, _setup.Time, stop).ConfigureAwait(false);
        }
        finally
        {
            await term.GiveBackAsync("The store was given back.").ConfigureAwait(false);
            _node.Tenure = null;
        }
    }

    private async Task ServeAsync(Term term, RunningBroker running, CancellationToken stop)
    {
        Report(running.View.Recovery);
        _group.ClientUris = running.PublishedUris;
        _administration.Attach(running.View);
        Volatile.Write(ref _term, term);
        ChangeRole(BrokerRole.Master, reason: null);
        var reason = await term.WhenToEndAsync(running, stop).ConfigureAwait(false);
        Volatile.Write(ref _term, null);
        ChangeRole(stop.IsCancellationRequested ? BrokerRole.Stopping : BrokerRole.Slave, reason, isProblem: term.Tenure.IsOver);
        _administration.Detach();
        if (await term.CloseAsync(running).ConfigureAwait(false) is { } outcome) ChangeRole(BrokerRole.Slave, outcome);
    }

    private async Task SwitchOverAsync(string successor, CancellationToken cancellationToken)
    {
        var request = new SwitchoverRequest(successor);
        if (Volatile.Read(ref _term)?.TryRequest(request) != true)
        {
            throw new CommandRefusedException(CommandRefusal.Conflict, $"This node is {_node.Role} and has nothing to hand over, or does so already.");
        }

        await request.Done.WaitAsync(cancellationToken).ConfigureAwait(false);
    }

    private void ChangeRole(BrokerRole role, string? reason, bool isProblem = false)
    {
        if (!_node.Change(role, reason, _node.Tenure?.Fence.Epoch)) return;
        var level = isProblem ? LogLevel.Warning : LogLevel.Information;
        var ending = reason is null ? "." : ": " + reason;
        HostingLog.RoleChanged(_logger, level, _setup.Options.BrokerName, _setup.Options.NodeName, role, ending);
    }

    private void Report(RecoveryReport recovery)
    {
        HostingLog.StoreOpened(_logger, recovery.Messages, recovery.ReplayedRecords, (long)recovery.Duration.TotalMilliseconds);
        if (recovery.TornTailBytes > 0) HostingLog.TornTail(_logger, recovery.TornTailBytes);
        foreach (var damage in recovery.Damage) HostingLog.Damaged(_logger, damage);
    }
}

using Broker.Core.Availability;
using Broker.Core.Configuration;
using Broker.Core.Storage;
using Microsoft.Extensions.Logging;

namespace Broker.Core.Hosting;

/// <summary>One time as master: opens the engine, serves until there is a reason not to, and closes it as that reason asks.</summary>
internal sealed class Term(BrokerSetup setup, MasterTenure tenure, MasterElection election, NodeGroup group, ILogger logger)
{
    private readonly TaskCompletionSource<SwitchoverRequest> _switchover = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public MasterTenure Tenure => tenure;

    private int RequiredSlaves =>
        setup.Options.Availability.ShutdownOnSlaveFailure ? Math.Max(1, setup.Options.Availability.WaitForSlave) : setup.Options.Availability.WaitForSlave;

    /// <summary>Waits for slaves if there must be some, then opens store and ports.</summary>
    /// <param name="tell">Is told what is being done, one sentence each.</param>
    /// <param name="stop">The node is to stop.</param>
    /// <exception cref="StoreException">The store cannot be opened.</exception>
    /// <exception cref="StartupException">A port cannot be opened.</exception>
    /// <exception cref="OperationCanceledException">The node stops, or the tenure is over.</exception>
    public async Task<RunningBroker> OpenAsync(Action<string> tell, CancellationToken stop)
    {
        using var abandon = CancellationTokenSource.CreateLinkedTokenSource(stop);
        var opening = OpenWithSlavesAsync(tell, abandon.Token);
        if (await Task.WhenAny(opening, tenure.Over).ConfigureAwait(false) != opening) await abandon.CancelAsync().ConfigureAwait(false);
        return await opening.ConfigureAwait(false);
    }

    /// <summary>Asks for another node to serve in place of this one.</summary>
    /// <returns>False: this term is ending already.</returns>
    public bool TryRequest(SwitchoverRequest request) => _switchover.TrySetResult(request);

    /// <summary>Serves until the tenure is lost, the node is to stop, another is to serve, or too few slaves are left.</summary>
    /// <returns>Why it ends, in one sentence.</returns>
    public async Task<string> WhenToEndAsync(RunningBroker running, CancellationToken stop)
    {
        using var end = CancellationTokenSource.CreateLinkedTokenSource(stop);
        var telling = TellGroupAsync(running, end.Token);
        var tooFew = setup.Options.Availability.ShutdownOnSlaveFailure
            ? group.WhenFewerSlavesAsync(RequiredSlaves, end.Token)
            : Task.Delay(Timeout.InfiniteTimeSpan, end.Token);
        await Task.WhenAny(tenure.Over, _switchover.Task, tooFew).ConfigureAwait(false);
        var reason = await ReasonAsync(tooFew.IsCompletedSuccessfully).ConfigureAwait(false);
        await end.CancelAsync().ConfigureAwait(false);
        await Task.WhenAll(telling, tooFew).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        return reason;
    }

    /// <summary>Closes the engine: at once after a loss, else in order; the store is given back.</summary>
    /// <returns>What has become of it, in one sentence; null when the reason says it all.</returns>
    public async Task<string?> CloseAsync(RunningBroker running)
    {
        if (_switchover.TrySetCanceled() || tenure.IsOver)
        {
            await CloseEngineAsync(running).ConfigureAwait(false);
            if (_switchover.Task.IsCompletedSuccessfully) (await _switchover.Task.ConfigureAwait(false)).Refuse(await tenure.Over.ConfigureAwait(false));
            return null;
        }

        return await SwitchOverAsync(running, await _switchover.Task.ConfigureAwait(false)).ConfigureAwait(false);
    }

    /// <summary>Ends the tenure, and gives the store back unless it is lost. A second call does nothing.</summary>
    public async Task GiveBackAsync(string reason)
    {
        var isLost = tenure.IsOver;
        tenure.End(reason);
        if (!isLost) await election.ReleaseAsync(successor: null, CancellationToken.None).ConfigureAwait(false);
    }

    private static string Slaves(int count) => count == 1 ? "1 slave" : $"{count} slaves";

    private async Task<RunningBroker> OpenWithSlavesAsync(Action<string> tell, CancellationToken cancellationToken)
    {
        while (true)
        {
            var changed = group.Changed;
            var present = group.Slaves.Count;
            if (present >= RequiredSlaves) break;
            tell($"Waits for {Slaves(RequiredSlaves)}: {present} present.");
            await changed.WaitAsync(cancellationToken).ConfigureAwait(false);
        }

        tell("Opening the store.");
        return await RunningBroker.StartAsync(setup, tenure, cancellationToken).ConfigureAwait(false);
    }

    private async Task TellGroupAsync(RunningBroker running, CancellationToken cancellationToken)
    {
        while (true)
        {
            var changed = group.Changed;
            running.TellConnectedBrokers([.. group.Alive.SelectMany(beat => beat.ClientUris)]);
            await changed.WaitAsync(cancellationToken).ConfigureAwait(false);
        }
    }

    private async Task<string> ReasonAsync(bool tooFewSlaves)
    {
        if (tenure.IsOver) return await tenure.Over.ConfigureAwait(false);
        if (_switchover.Task.IsCompleted) return $"Hands the store to {(await _switchover.Task.ConfigureAwait(false)).Successor}.";
        return tooFewSlaves ? $"Serves only with {Slaves(RequiredSlaves)}: {group.Slaves.Count} present." : "The node stops.";
    }

    private async Task CloseEngineAsync(RunningBroker running)
    {
        try
        {
            if (tenure.IsOver) await running.AbortAsync(await tenure.Over.ConfigureAwait(false)).ConfigureAwait(false);
            else await running.DisposeAsync().ConfigureAwait(false);
        }
        catch (Exception e)
        {
            HostingLog.CloseFailed(logger, e, e.Message);
        }
    }

    private async Task<string> SwitchOverAsync(RunningBroker running, SwitchoverRequest request)
    {
        try
        {
            var isSeen = await new Switchover(group, election, setup.Time, logger).RunAsync(running, tenure, request.Successor).ConfigureAwait(false);
            if (isSeen)
            {
                request.Succeed();
                return $"Switched over to {request.Successor}.";
            }
        }
        catch (Exception e)
        {
            HostingLog.CloseFailed(logger, e, e.Message);
            await CloseEngineAsync(running).ConfigureAwait(false);
        }

        var sentence = $"Gave the store to {request.Successor}, which was not seen to take it within {Switchover.Patience.TotalSeconds:0} s.";
        request.Refuse(sentence);
        return sentence;
    }
}

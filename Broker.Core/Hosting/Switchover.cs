using Broker.Core.Availability;
using Broker.Core.Storage;
using Microsoft.Extensions.Logging;

namespace Broker.Core.Hosting;

/// <summary>Hands the store to a chosen slave: nothing is lost or repeated, and clients are told where to go when the other is up.</summary>
internal sealed class Switchover(NodeGroup group, MasterElection election, TimeProvider time, ILogger logger)
{
    /// <summary>How long the clients are kept for the sake of telling them where to go.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(3);

    private static readonly TimeSpan _look = TimeSpan.FromMilliseconds(20);

    /// <summary>Carries it out; the engine is closed afterwards, and the tenure over.</summary>
    /// <returns>Whether the successor was seen to serve.</returns>
    public async Task<bool> RunAsync(RunningBroker running, MasterTenure tenure, string successor)
    {
        HostingLog.SwitchingOver(logger, successor);
        await running.FreezeAsync().ConfigureAwait(false);
        // What is under way becomes durable, and its answers leave, while the lease is still ours.
        await running.CloseStoreAsync().ConfigureAwait(false);
        await election.ReleaseAsync(successor, CancellationToken.None).ConfigureAwait(false);
        var master = await WaitForMasterAsync(successor, tenure.Fence.Epoch).ConfigureAwait(false);
        // The tenure lasts until here, for clients are told nothing after its end. They are still, so nobody is answered twice.
        if (master is not null) running.Redirect(master.ClientUris, [.. master.ClientUris, .. OthersThan(successor)]);
        await running.DisposeAsync().ConfigureAwait(false);
        tenure.End($"Switched over to {successor}.");
        return master is not null;
    }

    private IEnumerable<string> OthersThan(string successor) =>
        group.Alive.Where(beat => !string.Equals(beat.Name, successor, StringComparison.Ordinal)).SelectMany(beat => beat.ClientUris);

    private async Task<NodeBeat?> WaitForMasterAsync(string successor, long epoch)
    {
        var began = time.GetTimestamp();
        var problem = "it has not told so in time.";
        while (time.GetElapsedTime(began) < Patience)
        {
            try
            {
                var beat = await group.FindAsync(successor, CancellationToken.None).AsTask().WaitAsync(Patience, time).ConfigureAwait(false);
                if (beat is { Role: nameof(BrokerRole.Master) } && beat.Epoch > epoch) return beat;
            }
            catch (Exception e) when (e is StoreException or TimeoutException)
            {
                problem = e.Message;
            }

            await Task.Delay(_look, time).ConfigureAwait(false);
        }

        HostingLog.SuccessorUnseen(logger, successor, problem);
        return null;
    }
}

using Broker.Core.Availability;
using Broker.Core.Management;
using Broker.Core.Storage;
using Microsoft.Extensions.Logging;

namespace Broker.Core.Hosting;

/// <summary>One node: waits for the store's lock, serves while it holds it, and gives everything back in order.</summary>
/// <remarks>The process, its console and its health checks live on in every role; only the engine and its ports come and go.</remarks>
public sealed class BrokerService(
    BrokerSetup setup,
    IMasterLock masterLock,
    NodeState node,
    BrokerAdministration administration,
    ILogger<BrokerService> logger) : IAsyncDisposable
{
    private RunningBroker? _running;

    /// <summary>Becomes master as soon as the lock is free; completes when the node serves.</summary>
    /// <exception cref="Configuration.StartupException">A port or setting is wrong.</exception>
    /// <exception cref="StoreException">The store cannot be opened.</exception>
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        LeaseClaim claim;
        while ((claim = await masterLock.TryAcquireAsync(afterFailure: true, TimeSpan.FromSeconds(1), cancellationToken).ConfigureAwait(false)).Fence is null)
        {
            ChangeRole(BrokerRole.Slave, "Another node holds the store.");
        }

        ChangeRole(BrokerRole.Starting, "Opening the store.");
        _running = await RunningBroker.StartAsync(setup, new MasterTenure(claim.Fence.Value, setup.Time, long.MaxValue), cancellationToken).ConfigureAwait(false);
        Report(_running.View.Recovery);
        administration.Attach(_running.View);
        ChangeRole(BrokerRole.Master, reason: null);
    }

    /// <summary>Stops serving and releases the store. A second call does nothing.</summary>
    public async ValueTask DisposeAsync()
    {
        if (node.Role == BrokerRole.Stopping) return;
        ChangeRole(BrokerRole.Stopping, reason: null);
        administration.Detach();
        if (_running is not null) await _running.DisposeAsync().ConfigureAwait(false);
        await masterLock.DisposeAsync().ConfigureAwait(false);
    }

    private void ChangeRole(BrokerRole role, string? reason)
    {
        if (!node.Change(role, reason)) return;
        HostingLog.RoleChanged(logger, setup.Options.BrokerName, setup.Options.NodeName, role.ToString(), reason is null ? "." : ": " + reason);
    }

    private void Report(RecoveryReport recovery)
    {
        HostingLog.StoreOpened(logger, recovery.Messages, recovery.ReplayedRecords, (long)recovery.Duration.TotalMilliseconds);
        if (recovery.TornTailBytes > 0) HostingLog.TornTail(logger, recovery.TornTailBytes);
        foreach (var damage in recovery.Damage) HostingLog.Damaged(logger, damage);
    }
}

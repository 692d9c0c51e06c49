using Broker.Core.Configuration;
using Broker.Core.Management;
using Broker.Core.Security;
using Broker.Core.Storage;
using Microsoft.AspNetCore.Connections;
using Microsoft.Extensions.Logging;

namespace Broker.Core.Hosting;

/// <summary>One node: waits for the store's lock, serves while it holds it, and gives everything back in order.</summary>
/// <remarks>The process, its console and its health checks live on in every role; only the engine and its ports come and go.</remarks>
public sealed class BrokerService(
    BrokerOptions options,
    SecurityOptions security,
    IMasterLock masterLock,
    Func<IPersistenceAdapter> createPersistence,
    IAuthenticator authenticator,
    IConnectionListenerFactory listeners,
    TimeProvider time,
    ILoggerFactory loggers) : IAsyncDisposable
{
    private readonly ILogger _logger = loggers.CreateLogger<BrokerService>();
    private volatile RunningBroker? _running;

    public BrokerOptions Options => options;

    public BrokerRole Role { get; private set; } = BrokerRole.Starting;

    /// <summary>Why the role is what it is; null when there is nothing to say.</summary>
    public string? RoleReason { get; private set; }

    /// <summary>When the role was taken.</summary>
    public DateTimeOffset Since { get; private set; } = time.GetUtcNow();

    internal RunningBroker? Running => _running;

    /// <summary>Becomes master as soon as the lock is free; completes when the node serves.</summary>
    /// <exception cref="StartupException">A port or setting is wrong.</exception>
    /// <exception cref="StoreException">The store cannot be opened.</exception>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        var acquired = masterLock.AcquireAsync(cancellationToken).AsTask();
        if (!acquired.IsCompleted) ChangeRole(BrokerRole.Slave, "Another node holds the store.");
        await acquired.ConfigureAwait(false);
        ChangeRole(BrokerRole.Starting, "Opening the store.");
        var running = await RunningBroker.StartAsync(
            options, security, createPersistence(), authenticator, listeners, time, loggers, cancellationToken).ConfigureAwait(false);
        Report(running.Recovery);
        _running = running;
        ChangeRole(BrokerRole.Master, reason: null);
    }

    /// <summary>Stops serving and releases the store.</summary>
    public async ValueTask DisposeAsync()
    {
        ChangeRole(BrokerRole.Stopping, reason: null);
        if (_running is { } running)
        {
            _running = null;
            await running.DisposeAsync().ConfigureAwait(false);
        }

        await masterLock.DisposeAsync().ConfigureAwait(false);
    }

    private void ChangeRole(BrokerRole role, string? reason)
    {
        if (Role == BrokerRole.Stopping) return;
        Role = role;
        RoleReason = reason;
        Since = time.GetUtcNow();
        HostingLog.RoleChanged(_logger, options.BrokerName, options.NodeName, role.ToString(), reason is null ? "." : ": " + reason);
    }

    private void Report(RecoveryReport recovery)
    {
        HostingLog.StoreOpened(_logger, recovery.Messages, recovery.ReplayedRecords, (long)recovery.Duration.TotalMilliseconds);
        if (recovery.TornTailBytes > 0) HostingLog.TornTail(_logger, recovery.TornTailBytes);
        foreach (var damage in recovery.Damage) HostingLog.Damaged(_logger, damage);
    }
}

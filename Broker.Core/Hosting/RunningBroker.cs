using Broker.Core.Configuration;
using Broker.Core.Destinations;
using Broker.Core.Diagnostics;
using Broker.Core.Protocols;
using Broker.Core.Routing;
using Broker.Core.Security;
using Broker.Core.Storage;
using Broker.Core.Transports;
using Microsoft.AspNetCore.Connections;
using Microsoft.Extensions.Logging;

namespace Broker.Core.Hosting;

/// <summary>The engine while this node serves: made when it becomes master, thrown away when it no longer is.</summary>
internal sealed class RunningBroker : IAsyncDisposable
{
    private static readonly TimeSpan _expiryPeriod = TimeSpan.FromSeconds(1);

    private readonly CancellationTokenSource _stop = new();
    private readonly List<TransportConnector> _connectors = [];
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private Task _expiring = Task.CompletedTask;

    private RunningBroker(
        Router router, BrokerStatistics statistics, MemoryUsage memory, IPersistenceAdapter persistence, RecoveryReport recovery, TimeProvider time, ILogger logger)
    {
        Router = router;
        Statistics = statistics;
        Memory = memory;
        Persistence = persistence;
        Recovery = recovery;
        _time = time;
        _logger = logger;
    }

    public Router Router { get; }

    public BrokerStatistics Statistics { get; }

    public MemoryUsage Memory { get; }

    public IPersistenceAdapter Persistence { get; }

    public RecoveryReport Recovery { get; }

    public IReadOnlyList<TransportConnector> Connectors => _connectors;

    /// <summary>Opens the store, loads the destinations, opens the ports: in this order, so that nobody is served too early.</summary>
    /// <exception cref="StartupException">A port cannot be opened.</exception>
    /// <exception cref="StoreException">The store cannot be opened.</exception>
    public static async Task<RunningBroker> StartAsync(
        BrokerOptions options,
        SecurityOptions security,
        IPersistenceAdapter persistence,
        IAuthenticator authenticator,
        IConnectionListenerFactory listeners,
        TimeProvider time,
        ILoggerFactory loggers,
        CancellationToken cancellationToken)
    {
        var recovery = await persistence.OpenAsync(cancellationToken).ConfigureAwait(false);
        var statistics = new BrokerStatistics();
        var memory = new MemoryUsage(options.SystemUsage.MemoryLimit);
        var directory = new DestinationDirectory(
            persistence, new(options.DestinationPolicies), statistics, memory, time, loggers.CreateLogger<DestinationDirectory>());
        var connectors = Parse(options);
        var identity = new RouterOptions(
            options.BrokerName, $"ID:{options.NodeName}-{Guid.NewGuid():N}", connectors[0].Uri.ToString(), options.SystemUsage.SendFailIfNoSpace);
        var router = new Router(identity, persistence, directory, time);
        var broker = new RunningBroker(router, statistics, memory, persistence, recovery, time, loggers.CreateLogger<RunningBroker>());
        var services = new ProtocolServices(
            router, identity, authenticator, security.Anonymous, statistics, time, loggers.CreateLogger<ProtocolServices>());
        try
        {
            foreach (var (name, uri) in connectors)
            {
                var connector = new TransportConnector(name, uri, listeners, services, loggers.CreateLogger<TransportConnector>());
                broker._connectors.Add(connector);
                await connector.StartAsync(cancellationToken).ConfigureAwait(false);
            }
        }
        catch
        {
            await broker.DisposeAsync().ConfigureAwait(false);
            throw;
        }

        broker._expiring = broker.ExpireAsync();
        return broker;
    }

    /// <summary>Closes the ports, lets the clients go, and leaves the store closed and complete.</summary>
    public async ValueTask DisposeAsync()
    {
        foreach (var connector in _connectors) await connector.DisposeAsync().ConfigureAwait(false);
        await _stop.CancelAsync().ConfigureAwait(false);
        await _expiring.ConfigureAwait(false);
        await Persistence.DisposeAsync().ConfigureAwait(false);
        _stop.Dispose();
    }

    private static List<(string Name, TransportConnectorUri Uri)> Parse(BrokerOptions options)
    {
        IReadOnlyList<TransportConnectorOptions> wanted = options.TransportConnectors.Count > 0 ? options.TransportConnectors : [new()];
        var parsed = new List<(string, TransportConnectorUri)>();
        foreach (var connector in wanted)
        {
            if (!TransportConnectorUri.TryParse(connector.Uri, out var uri, out var error)) throw new StartupException(error);
            parsed.Add((connector.Name, uri));
        }

        return parsed;
    }

    private async Task ExpireAsync()
    {
        using var timer = new PeriodicTimer(_expiryPeriod, _time);
        try
        {
            while (await timer.WaitForNextTickAsync(_stop.Token).ConfigureAwait(false))
            {
                try
                {
                    await Router.Directory.ExpireAsync(_stop.Token).ConfigureAwait(false);
                }
                catch (StoreException e)
                {
                    HostingLog.ExpiryFailed(_logger, e, e.Message);
                }
            }
        }
        catch (OperationCanceledException)
        {
            // The broker stops.
        }
    }
}

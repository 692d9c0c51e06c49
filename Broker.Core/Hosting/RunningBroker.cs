using System.Net;
using Broker.Core.Configuration;
using Broker.Core.Destinations;
using Broker.Core.Diagnostics;
using Broker.Core.Management;
using Broker.Core.Protocols;
using Broker.Core.Routing;
using Broker.Core.Security;
using Broker.Core.Storage;
using Broker.Core.Transports;
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
    private bool _storeClosed;

    private RunningBroker(BrokerSetup setup, MasterTenure tenure, IPersistenceAdapter persistence, RecoveryReport recovery)
    {
        _time = setup.Time;
        _logger = setup.Loggers.CreateLogger<RunningBroker>();
        var statistics = new BrokerStatistics();
        var memory = new MemoryUsage(setup.Options.SystemUsage.MemoryLimit.Bytes);
        var policies = new DestinationPolicies(setup.Options.DestinationPolicies, setup.Options.DiscardTemporaryDeadLetters);
        var wanted = Parse(setup.Options);
        var identity = Identify(setup.Options, wanted);
        var directory = new DestinationDirectory(
            persistence,
            policies,
            statistics,
            memory,
            setup.Time,
            setup.Loggers.CreateLogger<DestinationDirectory>(),
            new(identity.BrokerId, identity.BrokerName, identity.BrokerUrl));
        var overflow = new OverflowSpace(Path.Combine(setup.Options.DataDirectory, "overflow"), setup.Options.SystemUsage.TempLimit.Bytes);
        var router = new Router(identity, persistence, directory, setup.Time, setup.Loggers.CreateLogger<Router>())
        {
            Authorization = setup.Authorization,
            TempUsage = () => new(overflow.UsedBytes, overflow.LimitBytes),
        };
        var services = new ProtocolServices(
            router,
            identity,
            setup.Authenticator,
            AnonymousRules.Of(setup.Security),
            statistics,
            tenure,
            LongestSilence(setup.Options.Availability.LeaseDuration),
            setup.Time,
            setup.Loggers.CreateLogger<ProtocolServices>())
        {
            Overflow = overflow,
        };
        foreach (var (options, uri) in wanted)
        {
            _connectors.Add(new(options, uri, setup.Listeners, services, setup.Loggers.CreateLogger<TransportConnector>()));
        }

        View = new(router, statistics, memory, persistence, recovery, _connectors) { Overflow = overflow };
    }

    // ActiveMQ's Java client notices silence after two to three times what it is offered: here after 0.7 to 1.1 of a lease, when the node
    // that follows has its ports open (see EarlyListeners), or serves.
    private static TimeSpan LongestSilence(TimeSpan lease) => 0.36 * lease;

    /// <summary>Where clients reach it, connector by connector.</summary>
    public IReadOnlyList<string> PublishedUris => [.. _connectors.Select(connector => connector.PublishedUri).OfType<string>()];

    /// <summary>What management sees of it.</summary>
    public ServingBroker View { get; }

    /// <summary>Where clients would reach a broker of these options; a port that is left to the system is 0.</summary>
    /// <exception cref="StartupException">A URI is wrong.</exception>
    public static IReadOnlyList<string> PublishedUrisOf(BrokerOptions options) =>
        [.. Parse(options).Select(connector => PublishedUri.Of(connector.Options, connector.Uri, new IPEndPoint(IPAddress.Any, connector.Uri.Port)))];

    /// <summary>The connectors of these options.</summary>
    /// <exception cref="StartupException">A URI is wrong.</exception>
    public static IReadOnlyList<TransportConnectorUri> ConnectorsOf(BrokerOptions options) => [.. Parse(options).Select(connector => connector.Uri)];

    /// <summary>Opens the store, loads the destinations and the branches in doubt, opens the ports: in this order, so that nobody is served too early.</summary>
    /// <exception cref="StartupException">A port cannot be opened.</exception>
    /// <exception cref="StoreException">The store cannot be opened.</exception>
    public static async Task<RunningBroker> StartAsync(BrokerSetup setup, MasterTenure tenure, CancellationToken cancellationToken)
    {
        var persistence = setup.CreatePersistence(tenure);
        RunningBroker? broker = null;
        try
        {
            var recovery = await persistence.OpenAsync(cancellationToken).ConfigureAwait(false);
            // Another node may have changed users or rights while it served; the store has a place for them by now.
            await setup.RefreshSettings(cancellationToken).ConfigureAwait(false);
            broker = new(setup, tenure, persistence, recovery);
            await broker.View.Router.Directory.LoadAsync(cancellationToken).ConfigureAwait(false);
            await broker.View.Router.Directory.RestoreAsync(cancellationToken).ConfigureAwait(false);
            var inDoubt = await broker.View.Router.RecoverAsync(cancellationToken).ConfigureAwait(false);
            if (inDoubt > 0) HostingLog.InDoubt(broker._logger, inDoubt);
            foreach (var connector in broker._connectors) await connector.StartAsync(cancellationToken).ConfigureAwait(false);
        }
        catch
        {
            if (broker is not null) await broker.DisposeAsync().ConfigureAwait(false);
            else await persistence.DisposeAsync().ConfigureAwait(false);
            throw;
        }

        broker._expiring = Task.WhenAll(
            broker.ExpireAsync(), new Cleanup(broker.View.Router, setup.Options.Cleanup, setup.Time, broker._logger).RunAsync(broker._stop.Token));
        broker.View.Router.Scheduler.Start();
        return broker;
    }

    /// <summary>Tells clients that want to know where the nodes of the group are.</summary>
    public void TellConnectedBrokers(IReadOnlyList<string> uris)
    {
        foreach (var connector in _connectors) connector.TellConnectedBrokers(uris);
    }

    /// <summary>Closes the ports and holds every client still: nothing more is read from them or delivered, and their sockets stay open.</summary>
    public async ValueTask FreezeAsync()
    {
        View.Router.Directory.StopDelivery();
        foreach (var connector in _connectors)
        {
            await connector.StopAcceptingAsync().ConfigureAwait(false);
            connector.Freeze();
        }
    }

    /// <summary>Leaves the store closed and complete; what was under way is answered.</summary>
    public async ValueTask CloseStoreAsync()
    {
        if (_storeClosed) return;
        _storeClosed = true;
        await _stop.CancelAsync().ConfigureAwait(false);
        await _expiring.ConfigureAwait(false);
        await View.Router.Scheduler.DisposeAsync().ConfigureAwait(false);
        await View.Persistence.DisposeAsync().ConfigureAwait(false);
    }

    /// <summary>Sends the clients to another node.</summary>
    /// <param name="clientUris">Where that node is reached, connector by connector as far as it has as many.</param>
    /// <param name="connectedBrokers">Where the nodes of the group are.</param>
    public void Redirect(IReadOnlyList<string> clientUris, IReadOnlyList<string> connectedBrokers)
    {
        if (clientUris.Count == 0) return;
        for (var i = 0; i < _connectors.Count; i++)
        {
            _connectors[i].Redirect(clientUris[Math.Min(i, clientUris.Count - 1)], connectedBrokers);
        }
    }

    /// <summary>Closes the ports, lets the clients go, and leaves the store closed and complete.</summary>
    public async ValueTask DisposeAsync()
    {
        View.Router.Directory.StopDelivery();
        foreach (var connector in _connectors) await connector.DisposeAsync().ConfigureAwait(false);
        await CloseStoreAsync().ConfigureAwait(false);
        _stop.Dispose();
    }

    /// <summary>Cuts every client off without another byte and throws the engine away: its tenure is over.</summary>
    public async ValueTask AbortAsync(string reason)
    {
        View.Router.Directory.StopDelivery();
        await Task.WhenAll(_connectors.Select(connector => connector.AbortAsync(reason).AsTask())).ConfigureAwait(false);
        await DisposeAsync().ConfigureAwait(false);
    }

    private static List<(TransportConnectorOptions Options, TransportConnectorUri Uri)> Parse(BrokerOptions options)
    {
        IReadOnlyList<TransportConnectorOptions> wanted = options.TransportConnectors.Count > 0 ? options.TransportConnectors : [new()];
        var parsed = new List<(TransportConnectorOptions, TransportConnectorUri)>();
        foreach (var connector in wanted)
        {
            if (!TransportConnectorUri.TryParse(connector.Uri, out var uri, out var error)) throw new StartupException(error);
            parsed.Add((connector, uri));
        }

        return parsed;
    }

    private static RouterOptions Identify(BrokerOptions options, List<(TransportConnectorOptions Options, TransportConnectorUri Uri)> connectors) => new(
        options.BrokerName, $"ID:{options.NodeName}-{Guid.NewGuid():N}", connectors[0].Uri.ToString(), options.SystemUsage.SendFailIfNoSpace)
    {
        TlsUrl = connectors.Find(static connector => connector.Uri.IsTls).Uri?.ToString() ?? "",
        DataDirectory = options.DataDirectory,
        VirtualDestinations = options.VirtualDestinations,
        TimeStamping = options.TimeStamping,
        PopulateJMSXUserID = options.PopulateJMSXUserID,
        SendFailIfNoSpaceAfterTimeout = options.SystemUsage.SendFailIfNoSpaceAfterTimeout,
        Scheduler = new(options.SchedulerSupport, options.MaxSchedulerRepeatAllowed, options.MissedFirePolicy),
    };

    private async Task ExpireAsync()
    {
        using var timer = new PeriodicTimer(_expiryPeriod, _time);
        try
        {
            while (await timer.WaitForNextTickAsync(_stop.Token).ConfigureAwait(false))
            {
                View.Router.CheckConsumers();
                try
                {
                    await View.Router.Directory.ExpireAsync(_stop.Token).ConfigureAwait(false);
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

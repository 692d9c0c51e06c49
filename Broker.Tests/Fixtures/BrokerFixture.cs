using System.Net;
using Broker.Core.Configuration;
using Broker.Core.Hosting;
using Broker.Core.Management;
using Broker.Core.Storage;
using Broker.Storage.Memory;
using Broker.Web.Hosting;
using Microsoft.AspNetCore.Connections;

namespace Broker.Tests.Fixtures;

/// <summary>A whole broker in this process, on a free loopback port; its messages are in memory unless another store is given.</summary>
internal sealed class BrokerFixture : IAsyncDisposable
{
    private readonly RunningBroker _running;

    private BrokerFixture(RunningBroker running, RecordingLoggers logs)
    {
        _running = running;
        Logs = logs;
    }

    public RecordingLoggers Logs { get; }

    public ServingBroker View => _running.View;

    /// <summary>Where the first connector really listens.</summary>
    public IPEndPoint Address => (IPEndPoint)View.Connectors[0].Address!;

    /// <param name="connector">Options of the connector's URI.</param>
    /// <param name="anonymous">Who may come in without a password; else <see cref="FakeAuthenticator"/> decides.</param>
    /// <param name="usage">Ceilings.</param>
    /// <param name="policies">Rules for destinations.</param>
    /// <param name="remote">Where clients seem to come from; null leaves their loopback addresses.</param>
    /// <param name="createPersistence">The store; null keeps messages in memory.</param>
    /// <param name="updateClusterClients">As the connector's option.</param>
    /// <param name="tenure">How long it may answer; null for ever.</param>
    /// <param name="connectors">All connectors, in place of one with the options above.</param>
    /// <param name="listeners">What opens its ports; null for what the appliance has.</param>
    /// <param name="time">Its clock; null for the system's.</param>
    public static async Task<BrokerFixture> StartAsync(
        string connector = "",
        AnonymousAccess anonymous = AnonymousAccess.Loopback,
        SystemUsageOptions? usage = null,
        IReadOnlyList<DestinationPolicy>? policies = null,
        EndPoint? remote = null,
        Func<IPersistenceAdapter>? createPersistence = null,
        bool updateClusterClients = false,
        MasterTenure? tenure = null,
        IReadOnlyList<TransportConnectorOptions>? connectors = null,
        IConnectionListenerFactory? listeners = null,
        TimeProvider? time = null)
    {
        var logs = new RecordingLoggers();
        var options = new BrokerOptions
        {
            NodeName = "test",
            SystemUsage = usage ?? new(),
            DestinationPolicies = policies ?? [],
            TransportConnectors = connectors ?? [new() { Uri = $"tcp://127.0.0.1:0?{connector}", UpdateClusterClients = updateClusterClients }],
        };
        // As the appliance itself has them.
        listeners ??= new SocketListenerFactory();
        if (remote is not null) listeners = new RemoteListeners(listeners, remote);
        var setup = new BrokerSetup(
            options,
            new() { Anonymous = anonymous },
            _ => createPersistence?.Invoke() ?? new MemoryPersistenceAdapter(),
            new FakeAuthenticator(),
            listeners,
            time ?? TimeProvider.System,
            logs);
        return new(await RunningBroker.StartAsync(setup, tenure ?? MasterTenure.Unlimited(TimeProvider.System), CancellationToken.None), logs);
    }

    /// <summary>A client that is connected and may send and receive.</summary>
    public Task<OpenWireClient> OpenClientAsync() => OpenWireClient.OpenAsync(Address);

    /// <summary>A client that has said nothing yet.</summary>
    public Task<OpenWireClient> DialAsync() => OpenWireClient.DialAsync(Address);

    /// <summary>Waits until a log line contains the text.</summary>
    public Task LoggedAsync(string text) => Eventually.TrueAsync(
        () => Task.FromResult(Logs.Lines.Any(line => line.Contains(text, StringComparison.Ordinal))),
        () => $"Nothing was logged with '{text}', but:\n{string.Join('\n', Logs.Lines)}");

    public ValueTask DisposeAsync() => _running.DisposeAsync();
}

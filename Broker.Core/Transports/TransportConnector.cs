using System.Collections.Concurrent;
using System.Net;
using Broker.Core.Configuration;
using Broker.Core.Protocols;
using Broker.Core.Protocols.OpenWire;
using Microsoft.AspNetCore.Connections;
using Microsoft.Extensions.Logging;

namespace Broker.Core.Transports;

/// <summary>One port that clients connect to: accepts, counts, and starts a protocol connection for each.</summary>
/// <remarks>
/// A broker that stops uses it in this order: <see cref="StopAcceptingAsync"/>, <see cref="Freeze"/>, <see cref="Redirect"/> when another
/// node follows, <see cref="DisposeAsync"/>; one that has lost its store <see cref="AbortAsync"/>, <see cref="DisposeAsync"/>.
/// </remarks>
public sealed partial class TransportConnector(
    TransportConnectorOptions options,
    TransportConnectorUri uri,
    IConnectionListenerFactory listeners,
    ProtocolServices services,
    ILogger logger) : IAsyncDisposable
{
    private static readonly TimeSpan _acceptPause = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan _farewell = TimeSpan.FromSeconds(5);

    private readonly CancellationTokenSource _stop = new();
    private readonly ConcurrentDictionary<string, ConnectorClient> _connections = new(StringComparer.Ordinal);
    private IConnectionListener? _listener;
    private TlsSetup? _tls;
    private Task _accepting = Task.CompletedTask;
    private volatile bool _stopsAccepting;
    private volatile bool _isFrozen;
    private volatile string? _abortReason;
    private volatile string? _connectedBrokers;

    public string Name => options.Name;

    /// <summary>Where it listens; the port is the real one, also when 0 was asked for.</summary>
    public EndPoint? Address => _listener?.EndPoint;

    /// <summary>Where clients and other nodes reach it, such as "tcp://broker-a:61616"; null while it never listened.</summary>
    public string? PublishedUri => Address is { } bound ? Transports.PublishedUri.Of(options, uri, bound) : null;

    public int ConnectionCount => _connections.Count;

    /// <exception cref="StartupException">The address is in use or not of this machine, or a certificate cannot be used.</exception>
    public async ValueTask StartAsync(CancellationToken cancellationToken)
    {
        if (uri.IsTls) _tls = TlsSetup.Load(options, uri);
        try
        {
            var address = await ListenEndPoint.ResolveAsync(uri, cancellationToken).ConfigureAwait(false);
            _listener = await listeners.BindAsync(address, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception e) when (ListenErrors.Explain(Name, uri.ToString(), e) is { } sentence)
        {
            throw new StartupException(sentence, e);
        }

        TransportsLog.Listening(logger, Name, _listener.EndPoint);
        _accepting = AcceptAsync(_listener);
    }

    /// <summary>Closes the port; those who are connected stay. A second call does nothing.</summary>
    public async ValueTask StopAcceptingAsync()
    {
        if (_listener is null) return;
        _stopsAccepting = true;
        await _listener.UnbindAsync().ConfigureAwait(false);
        await _accepting.ConfigureAwait(false);
    }

    /// <summary>Its clients' commands are read no more and nothing is delivered; answers of what is under way still go out.</summary>
    public void Freeze()
    {
        _isFrozen = true;
        Interlocked.MemoryBarrier();
        foreach (var client in _connections.Values) client.Connection?.Freeze();
    }

    /// <summary>Sends the clients to another node: those that fail over by themselves are told the addresses, and all connections are closed.</summary>
    /// <param name="successor">The published URI of the node that follows.</param>
    /// <param name="connectedBrokers">
    /// The published URIs of the group: a client that is sent elsewhere forgets all addresses but these. The one to follow comes first.
    /// </param>
    /// <remarks>ActiveMQ's Java client moves at once, without an exception to the application, and repeats what was not answered.</remarks>
    public void Redirect(string successor, IReadOnlyList<string> connectedBrokers)
    {
        var uris = Join([successor, .. connectedBrokers]);
        foreach (var client in _connections.Values) client.Connection?.Redirect(successor, uris);
    }

    /// <summary>Remembers the published URIs of the group, and tells clients that fail over by themselves, those that come later too.</summary>
    /// <remarks>Does nothing unless the connector's UpdateClusterClients is on, and tells nobody what it told already.</remarks>
    public void TellConnectedBrokers(IReadOnlyList<string> uris)
    {
        if (!options.UpdateClusterClients) return;
        var joined = Join(uris);
        if (string.Equals(joined, _connectedBrokers, StringComparison.Ordinal)) return;
        _connectedBrokers = joined;
        Interlocked.MemoryBarrier();
        foreach (var client in _connections.Values) client.Connection?.TellConnectedBrokers(joined);
    }

    /// <summary>Closes the port and all connections at once, without another byte to a client.</summary>
    /// <param name="reason">Logged; one sentence.</param>
    public async ValueTask AbortAsync(string reason)
    {
        _isFrozen = true;
        _stopsAccepting = true;
        _abortReason = reason;
        Interlocked.MemoryBarrier();
        foreach (var client in Everybody) client.Abort(reason);
        await StopAcceptingAsync().ConfigureAwait(false);
        // Those that came in meanwhile.
        foreach (var client in Everybody) client.Abort(reason);
        await WhenGoneAsync().ConfigureAwait(false);
    }

    /// <summary>Stops accepting, tells the clients, and waits a little for them to go.</summary>
    public async ValueTask DisposeAsync()
    {
        if (_listener is null) return;
        await StopAcceptingAsync().ConfigureAwait(false);
        await _stop.CancelAsync().ConfigureAwait(false);
        await WhenGoneAsync().ConfigureAwait(false);
        // Only after its connections: a listener disposed earlier breaks those that are still saying goodbye.
        await _listener.DisposeAsync().ConfigureAwait(false);
        _listener = null;
        _stop.Dispose();
        TransportsLog.Stopped(logger, Name);
    }

    // Those that are only told that they may not come in among them.
    private IEnumerable<ConnectorClient> Everybody => _connections.Values.Concat(_refused.Values);

    private static string Join(IEnumerable<string> uris) => string.Join(',', uris.Distinct(StringComparer.OrdinalIgnoreCase));

    // Or when they have had their time.
    private async Task WhenGoneAsync()
    {
        var all = Task.WhenAll(Everybody.Select(static client => client.Gone));
        await Task.WhenAny(all, Task.Delay(_farewell, services.Time)).ConfigureAwait(false);
    }

    private async Task AcceptAsync(IConnectionListener listener)
    {
        while (!_stopsAccepting)
        {
            try
            {
                if (await listener.AcceptAsync().ConfigureAwait(false) is not { } transport) return;
                Admit(transport);
            }
            catch (Exception) when (_stopsAccepting)
            {
                return;
            }
            catch (Exception e)
            {
                // Out of descriptors, say: the clients that are in stay in, and accepting is tried again.
                TransportsLog.AcceptFailed(logger, e, Name, e.Message);
                await Task.Delay(_acceptPause, services.Time).ConfigureAwait(false);
            }
        }
    }

    private void Admit(ConnectionContext transport)
    {
        SetSocketOptions(transport);
        if (_connections.Count < uri.MaximumConnections)
        {
            Run(_connections, transport, client => ServeAsync(client, transport));
            return;
        }

        TransportsLog.Refused(logger, Name, transport.RemoteEndPoint, uri.MaximumConnections);
        if (_refused.Count < MostRefusals) Run(_refused, transport, _ => RefuseAsync(transport));
        else _ = transport.DisposeAsync().AsTask();
    }

    private static void Run(ConcurrentDictionary<string, ConnectorClient> clients, ConnectionContext transport, Func<ConnectorClient, Task> runAsync)
    {
        var id = transport.ConnectionId;
        var client = new ConnectorClient(transport);
        clients[id] = client;
        _ = Task.Run(async () =>
        {
            try
            {
                await runAsync(client).ConfigureAwait(false);
            }
            finally
            {
                clients.TryRemove(id, out _);
                client.SetGone();
            }
        });
    }

    private async Task ServeAsync(ConnectorClient client, ConnectionContext transport)
    {
        if (await AdmitAsync(transport, uri.ConnectAttemptTimeout).ConfigureAwait(false) is not { } admitted) return;
        var connection = new OpenWireConnection(admitted, uri, services, () => _connectedBrokers);
        client.Connection = connection;
        // Who freezes or aborts all clients sets its flag first; one of us sees the other.
        Interlocked.MemoryBarrier();
        if (_isFrozen) connection.Freeze();
        if (_abortReason is { } reason) connection.Abort(reason);
        await connection.RunAsync(_stop.Token).ConfigureAwait(false);
    }
}

using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using Broker.Core.Configuration;
using Broker.Core.Protocols;
using Broker.Core.Protocols.OpenWire;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Connections.Features;
using Microsoft.Extensions.Logging;

namespace Broker.Core.Transports;

/// <summary>One port that clients connect to: accepts, counts, and starts a protocol connection for each.</summary>
public sealed class TransportConnector(
    string name,
    TransportConnectorUri uri,
    IConnectionListenerFactory listeners,
    ProtocolServices services,
    ILogger logger) : IAsyncDisposable
{
    private static readonly TimeSpan _acceptPause = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan _farewell = TimeSpan.FromSeconds(5);

    private readonly CancellationTokenSource _stop = new();
    private readonly ConcurrentDictionary<string, Task> _connections = new(StringComparer.Ordinal);
    private IConnectionListener? _listener;
    private Task _accepting = Task.CompletedTask;

    public string Name => name;

    /// <summary>Where it listens; the port is the real one, also when 0 was asked for.</summary>
    public EndPoint? Address => _listener?.EndPoint;

    public int ConnectionCount => _connections.Count;

    /// <exception cref="StartupException">The address is in use or not of this machine.</exception>
    public async ValueTask StartAsync(CancellationToken cancellationToken)
    {
        try
        {
            var address = await ResolveAsync(cancellationToken).ConfigureAwait(false);
            _listener = await listeners.BindAsync(address, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception e) when (ListenErrors.Explain(name, uri.ToString(), e) is { } sentence)
        {
            throw new StartupException(sentence, e);
        }

        TransportsLog.Listening(logger, name, _listener.EndPoint);
        _accepting = AcceptAsync(_listener);
    }

    /// <summary>Stops accepting, tells the clients, and waits a little for them to go.</summary>
    public async ValueTask DisposeAsync()
    {
        if (_listener is null) return;
        await _listener.UnbindAsync().ConfigureAwait(false);
        await _stop.CancelAsync().ConfigureAwait(false);
        await _accepting.ConfigureAwait(false);
        await Task.WhenAny(Task.WhenAll(_connections.Values), Task.Delay(_farewell, services.Time)).ConfigureAwait(false);
        // Only after its connections: a listener disposed earlier breaks those that are still saying goodbye.
        await _listener.DisposeAsync().ConfigureAwait(false);
        _listener = null;
        _stop.Dispose();
        TransportsLog.Stopped(logger, name);
    }

    private async ValueTask<ListenEndPoint> ResolveAsync(CancellationToken cancellationToken)
    {
        if (!IPAddress.TryParse(uri.Host, out var address))
        {
            address = string.Equals(uri.Host, "localhost", StringComparison.OrdinalIgnoreCase)
                ? IPAddress.Loopback
                : (await Dns.GetHostAddressesAsync(uri.Host, cancellationToken).ConfigureAwait(false))[0];
        }

        return new(address, uri.Port, uri.Backlog);
    }

    private async Task AcceptAsync(IConnectionListener listener)
    {
        while (!_stop.IsCancellationRequested)
        {
            try
            {
                if (await listener.AcceptAsync(_stop.Token).ConfigureAwait(false) is not { } transport) return;
                if (_connections.Count >= uri.MaximumConnections) _ = RefuseAsync(transport);
                else Serve(transport);
            }
            catch (OperationCanceledException)
            {
                return;
            }
            catch (Exception e)
            {
                // Out of descriptors, say: the clients that are in stay in, and accepting is tried again.
                TransportsLog.AcceptFailed(logger, e, name, e.Message);
                await Task.Delay(_acceptPause, services.Time).ConfigureAwait(false);
            }
        }
    }

    private async Task RefuseAsync(ConnectionContext transport)
    {
        TransportsLog.Refused(logger, name, transport.RemoteEndPoint, uri.MaximumConnections);
        await transport.DisposeAsync().ConfigureAwait(false);
    }

    private void SetNoDelay(ConnectionContext transport)
    {
        try
        {
            if (transport.Features.Get<IConnectionSocketFeature>() is { Socket: var socket }) socket.NoDelay = uri.TcpNoDelay;
        }
        catch (SocketException)
        {
            // The client is gone again already; its connection finds out by itself.
        }
    }

    private void Serve(ConnectionContext transport)
    {
        SetNoDelay(transport);
        var connection = new OpenWireConnection(transport, uri, services);
        var id = transport.ConnectionId;
        var running = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _connections[id] = running.Task;
        _ = Task.Run(async () =>
        {
            try
            {
                await connection.RunAsync(_stop.Token).ConfigureAwait(false);
            }
            finally
            {
                _connections.TryRemove(id, out _);
                running.SetResult();
            }
        });
    }
}

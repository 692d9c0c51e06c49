using System.Collections.Concurrent;
using System.Net.Sockets;
using Broker.Core.Protocols;
using Broker.Core.Protocols.OpenWire;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Connections.Features;

namespace Broker.Core.Transports;

/// <content>What stands between accepting a socket and serving a client: its options, TLS, its protocol, and the limit of connections.</content>
public sealed partial class TransportConnector
{
    // Clients over the limit that are told so at a time; more are closed without a word, so that refusing costs a bounded amount.
    private const int MostRefusals = 100;

    private static readonly TimeSpan _refusalTime = TimeSpan.FromSeconds(5);

    private readonly ConcurrentDictionary<string, ConnectorClient> _refused = new(StringComparer.Ordinal);

    private void SetSocketOptions(ConnectionContext transport)
    {
        try
        {
            if (transport.Features.Get<IConnectionSocketFeature>() is not { Socket: var socket }) return;
            socket.NoDelay = uri.TcpNoDelay;
            if (uri.KeepAlive) socket.SetSocketOption(SocketOptionLevel.Socket, SocketOptionName.KeepAlive, true);
            if (uri.SocketBufferSizeBytes is not { } size) return;
            socket.SendBufferSize = size;
            socket.ReceiveBufferSize = size;
        }
        catch (SocketException)
        {
            // The client is gone again already; its connection finds out by itself.
        }
    }

    /// <summary>The connection that the client's protocol is spoken on; null when it is not to be served, and is closed already.</summary>
    private async Task<ConnectionContext?> AdmitAsync(ConnectionContext transport, TimeSpan limit)
    {
        using var timeout = new CancellationTokenSource(limit > TimeSpan.Zero ? limit : Timeout.InfiniteTimeSpan, services.Time);
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(_stop.Token, timeout.Token);
        var admitted = transport;
        try
        {
            if (_tls is not null) admitted = await TlsConnection.AcceptAsync(transport, _tls, deadline.Token).ConfigureAwait(false);
            if (!uri.DetectsProtocol) return admitted;
            var protocol = await DetectAsync(admitted, deadline.Token).ConfigureAwait(false);
            if (protocol is null or WireProtocol.OpenWire) return admitted;
            TransportsLog.ProtocolRefused(logger, Name, transport.RemoteEndPoint, protocol.Value);
        }
        catch (OperationCanceledException) when (timeout.IsCancellationRequested)
        {
            TransportsLog.TooSlow(logger, Name, transport.RemoteEndPoint, limit.TotalMilliseconds);
        }
        catch (Exception e) when (!_stop.IsCancellationRequested)
        {
            // What goes wrong in a handshake has many types, and is one client's misfortune.
            TransportsLog.HandshakeFailed(logger, Name, transport.RemoteEndPoint, e.InnerException?.Message ?? e.Message);
        }
        catch (Exception)
        {
            // The connector stops.
        }

        services.Statistics.CountProtocolViolation();
        await admitted.DisposeAsync().ConfigureAwait(false);
        return null;
    }

    // Null when the client ended before it was clear; its connection says what is wrong with that.
    private static async ValueTask<WireProtocol?> DetectAsync(ConnectionContext transport, CancellationToken cancellationToken)
    {
        var input = transport.Transport.Input;
        while (true)
        {
            var result = await input.ReadAsync(cancellationToken).ConfigureAwait(false);
            var protocol = ProtocolDetection.Detect(result.Buffer);
            var isDecided = protocol is not null || result.IsCompleted;
            input.AdvanceTo(result.Buffer.Start, isDecided ? result.Buffer.Start : result.Buffer.End);
            if (isDecided) return protocol;
        }
    }

    private async Task RefuseAsync(ConnectionContext transport)
    {
        if (await AdmitAsync(transport, _refusalTime).ConfigureAwait(false) is not { } admitted) return;
        using var timeout = new CancellationTokenSource(_refusalTime, services.Time);
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(_stop.Token, timeout.Token);
        var error = new RemoteError(
            "javax.jms.ResourceAllocationException",
            $"Exceeded the maximum number of allowed client connections: connector {Name} has its {uri.MaximumConnections} (maximumConnections).");
        try
        {
            await new OpenWireRefusal(admitted.Transport, error).RunAsync(deadline.Token).ConfigureAwait(false);
        }
        catch (Exception e) when (e is IOException or OperationCanceledException or ProtocolViolationException or ConnectionAbortedException)
        {
            // It was not to be served anyway.
        }

        await admitted.DisposeAsync().ConfigureAwait(false);
    }
}

using System.Net;
using System.Net.Sockets;
using Broker.Core.Transports;
using Microsoft.AspNetCore.Connections;

namespace Broker.Web.Hosting;

/// <summary>Opens the ports of the transport connectors, apart from the web server's; docs/decisions/0006.</summary>
/// <remarks>
/// Kestrel's transport is made for requests: it reads 4 KB at a time and passes them through a pipe of its own. A broker's clients
/// stream, so here a connection's reader reads straight from its socket, up to 64 KB at a time.
/// </remarks>
public sealed class SocketListenerFactory : IConnectionListenerFactory
{
    // As many as ActiveMQ's default, for an end point that does not say.
    private const int DefaultBacklog = 5000;

    /// <exception cref="SocketException">The address is in use, is not of this machine, or may not be opened.</exception>
    public ValueTask<IConnectionListener> BindAsync(EndPoint endpoint, CancellationToken cancellationToken = default)
    {
        var socket = new Socket(endpoint.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
        try
        {
            if (endpoint is IPEndPoint { Address: var address } && address.Equals(IPAddress.IPv6Any)) socket.DualMode = true;
            socket.Bind(endpoint);
            socket.Listen((endpoint as ListenEndPoint)?.Backlog ?? DefaultBacklog);
        }
        catch
        {
            socket.Dispose();
            throw;
        }

        return ValueTask.FromResult<IConnectionListener>(new SocketListener(socket));
    }
}

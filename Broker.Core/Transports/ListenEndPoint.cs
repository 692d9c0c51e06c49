using System.Net;
using System.Net.Sockets;
using Broker.Core.Configuration;

namespace Broker.Core.Transports;

/// <summary>Where a connector listens, and how many clients may wait there to be accepted.</summary>
/// <param name="address">An address of this machine, or one that stands for all.</param>
/// <param name="port">0 takes a free one.</param>
/// <param name="backlog">Unit: connections. Source: ActiveMQ's tcp option of the same name.</param>
public sealed class ListenEndPoint(IPAddress address, int port, int backlog) : IPEndPoint(address, port)
{
    public int Backlog { get; } = backlog;

    /// <summary>Finds the address of a connector's host.</summary>
    /// <exception cref="SocketException">The name has none.</exception>
    public static async ValueTask<ListenEndPoint> ResolveAsync(TransportConnectorUri uri, CancellationToken cancellationToken)
    {
        if (!IPAddress.TryParse(uri.Host, out var address))
        {
            address = string.Equals(uri.Host, "localhost", StringComparison.OrdinalIgnoreCase)
                ? IPAddress.Loopback
                : (await Dns.GetHostAddressesAsync(uri.Host, cancellationToken).ConfigureAwait(false))[0];
        }

        return new(address, uri.Port, uri.Backlog);
    }
}

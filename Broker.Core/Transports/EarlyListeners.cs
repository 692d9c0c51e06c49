using System.Net;
using System.Net.Sockets;
using Broker.Core.Configuration;
using Microsoft.AspNetCore.Connections;

namespace Broker.Core.Transports;

/// <summary>Ports that a node opens before it serves, while its master has gone silent: clients that leave the master wait there.</summary>
/// <remarks>
/// A process that is stopped still accepts: its system does. A client that gives it up and finds no other port open goes back there, and
/// ActiveMQ's Java client then waits 10 s for a word. Here the system takes it in and nobody answers, until the node serves and the connector
/// takes the open port over, or the master speaks again and the port is closed; then the client tries the next address at once.
/// One caller at a time. Source: openwire.md section 2 (negotiation); measured with the 5.17 client.
/// </remarks>
public sealed class EarlyListeners(IConnectionListenerFactory inner) : IConnectionListenerFactory
{
    private readonly Dictionary<EndPoint, IConnectionListener> _open = [];

    /// <summary>Opens the ports that are not open yet; one that cannot be opened is left for the connector to complain about.</summary>
    /// <param name="connectors">Those with a port of their own; 0 is left out.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async ValueTask OpenAsync(IEnumerable<TransportConnectorUri> connectors, CancellationToken cancellationToken)
    {
        foreach (var uri in connectors)
        {
            if (uri.Port == 0) continue;
            try
            {
                var address = await ListenEndPoint.ResolveAsync(uri, cancellationToken).ConfigureAwait(false);
                if (!_open.ContainsKey(address)) _open.Add(address, await inner.BindAsync(address, cancellationToken).ConfigureAwait(false));
            }
            catch (Exception e) when (e is SocketException or IOException)
            {
                // In use, say, by the very process that is silent.
            }
        }
    }

    /// <summary>Closes the ports that no connector has taken over; who waits there is sent away.</summary>
    public async ValueTask CloseAsync()
    {
        foreach (var listener in _open.Values) await listener.DisposeAsync().ConfigureAwait(false);
        _open.Clear();
    }

    /// <summary>The listener that is open already, with those who wait there, or a new one.</summary>
    public ValueTask<IConnectionListener> BindAsync(EndPoint endpoint, CancellationToken cancellationToken = default) =>
        _open.Remove(endpoint, out var listener) ? ValueTask.FromResult(listener) : inner.BindAsync(endpoint, cancellationToken);
}

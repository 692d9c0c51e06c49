using System.Net;
using System.Net.Sockets;
using Broker.Core.Configuration;
using Broker.Core.Transports;

namespace Broker.Web.Hosting;

/// <summary>Finds out at once whether the ports can be opened: they are opened only after the store, which may be large.</summary>
/// <remarks>What changes in between is still told by <see cref="StartupErrors"/> and <see cref="ListenErrors"/>.</remarks>
public static class PortCheck
{
    /// <summary>Tries the console's addresses and those of the connectors.</summary>
    /// <exception cref="StartupException">Some cannot be opened; one sentence for each.</exception>
    public static void EnsureFree(IConfiguration configuration, BrokerOptions broker)
    {
        List<string> errors = [.. ConsoleErrors(configuration), .. ConnectorErrors(broker)];
        if (errors.Count > 0) throw new StartupException(errors);
    }

    private static IEnumerable<string> ConsoleErrors(IConfiguration configuration)
    {
        foreach (var address in WebAddresses.Listening(configuration))
        {
            if (address.IsUnixPipe || address.IsNamedPipe) continue;

            // Kestrel listens on every address for a host that is neither an address nor localhost.
            var host = AddressOf(address.Host.Trim('[', ']')) ?? IPAddress.Any;
            if (Probe(host, address.Port) is { SocketErrorCode: SocketError.AddressAlreadyInUse })
            {
                yield return $"Urls: another program uses the port of {address}; stop it, or choose another with --Urls=http://127.0.0.1:8162.";
            }
        }
    }

    private static IEnumerable<string> ConnectorErrors(BrokerOptions broker)
    {
        foreach (var connector in broker.TransportConnectors)
        {
            if (!TransportConnectorUri.TryParse(connector.Uri, out var uri, out _) || AddressOf(uri.Host) is not { } address) continue;
            if (Probe(address, uri.Port) is { } failure && ListenErrors.Explain(connector.Name, connector.Uri, failure) is { } sentence) yield return sentence;
        }
    }

    private static IPAddress? AddressOf(string host) =>
        host.Equals("localhost", StringComparison.OrdinalIgnoreCase) ? IPAddress.Loopback : IPAddress.TryParse(host, out var address) ? address : null;

    private static SocketException? Probe(IPAddress address, int port)
    {
        if (port == 0) return null;
        try
        {
            using var listener = new TcpListener(address, port);
            listener.Start();
            return null;
        }
        catch (SocketException e)
        {
            return e;
        }
    }
}

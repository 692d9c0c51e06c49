using System.Net;
using System.Net.Sockets;
using Broker.Core.Configuration;

namespace Broker.Web.Hosting;

/// <summary>Finds out at once whether the console's ports can be opened: the web server opens them last of all.</summary>
/// <remarks>
/// What changes in between is still told by <see cref="StartupErrors"/>. The connectors' ports are another matter: a node that waits
/// for the store may share them with the node that serves, so they are opened, and judged, only when it begins to serve.
/// </remarks>
public static class PortCheck
{
    /// <summary>Tries the console's addresses.</summary>
    /// <exception cref="StartupException">Some cannot be opened; one sentence for each.</exception>
    public static void EnsureFree(IConfiguration configuration)
    {
        List<string> errors = [.. ConsoleErrors(configuration)];
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

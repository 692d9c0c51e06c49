using System.Net.Sockets;
using Microsoft.AspNetCore.Connections;

namespace Broker.Core.Transports;

/// <summary>Says in a sentence why a connector's port could not be opened.</summary>
public static class ListenErrors
{
    /// <summary>One sentence with the connector, its URI, the cause and what helps; null when the failure has another cause than the address.</summary>
    /// <param name="name">The connector's name.</param>
    /// <param name="uri">The URI as it was configured.</param>
    /// <param name="exception">What binding threw.</param>
    public static string? Explain(string name, string uri, Exception exception)
    {
        for (var e = exception; e is not null; e = e.InnerException)
        {
            var (cause, help) = Find(e);
            if (cause.Length > 0) return $"Broker:TransportConnectors: the connector '{name}' cannot listen on {uri}: {cause}; {help}.";
        }

        return null;
    }

    private static (string Cause, string Help) Find(Exception exception) => exception switch
    {
        AddressInUseException or SocketException { SocketErrorCode: SocketError.AddressAlreadyInUse } =>
            ("another program uses this port", "stop it, or give the connector another port"),
        SocketException { SocketErrorCode: SocketError.AddressNotAvailable } =>
            ("this machine has no such address", "write one of its own, or 0.0.0.0 for all"),
        SocketException { SocketErrorCode: SocketError.AccessDenied } =>
            ("this user may not open the port", "choose a port from 1024 up"),
        SocketException { SocketErrorCode: SocketError.HostNotFound or SocketError.NoData or SocketError.TryAgain } =>
            ("the host name is unknown", "write a name or address of this machine, or 0.0.0.0 for all"),
        _ => ("", ""),
    };
}

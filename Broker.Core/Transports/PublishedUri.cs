using System.Net;
using Broker.Core.Configuration;

namespace Broker.Core.Transports;

/// <summary>The address of a connector as clients and other nodes are told it.</summary>
public static class PublishedUri
{
    /// <summary>What the options say; else where it is bound, with the machine's host name in place of "every address".</summary>
    /// <param name="options">As configured.</param>
    /// <param name="uri">The same options' URI, read.</param>
    /// <param name="bound">Where it listens; gives the port when any free one was asked for.</param>
    /// <returns>Such as "tcp://broker-a:61616", without options.</returns>
    public static string Of(TransportConnectorOptions options, TransportConnectorUri uri, EndPoint bound)
    {
        if (options.PublishedUri.Length > 0) return options.PublishedUri.Trim().TrimEnd('/');
        var published = uri with
        {
            Host = uri.IsEveryAddress ? Dns.GetHostName() : uri.Host,
            Port = bound is IPEndPoint { Port: var port } ? port : uri.Port,
        };
        return published.ToString();
    }
}

using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Net;

namespace Broker.Core.Configuration;

/// <summary>A transport connector's URI, read: where to listen and with which limits.</summary>
/// <remarks>
/// Form: scheme://host:port?option=value&amp;option=value. The schemes tcp and nio mean the same here: one asynchronous loop for each
/// connection, OpenWire on it. With auto the first bytes say which protocol it is; with ssl everything is encrypted; they go
/// together as auto+ssl. Names and forms of the options are ActiveMQ's.
/// </remarks>
public sealed partial record TransportConnectorUri
{
    private static readonly string[] _schemes = ["TCP", "NIO", "SSL", "NIO+SSL", "AUTO", "AUTO+NIO", "AUTO+SSL", "AUTO+NIO+SSL"];

    /// <summary>Address or name to listen on; "0.0.0.0" is every IPv4 address, "::" every address. IPv6 without brackets.</summary>
    public required string Host { get; init; }

    /// <summary>0 to 65535; 0 lets the system choose a free one.</summary>
    public required int Port { get; init; }

    /// <summary>The first bytes of a connection say which protocol it speaks: the schemes with auto.</summary>
    public bool DetectsProtocol { get; private init; }

    /// <summary>It stands for all addresses of the machine; nobody can connect to it.</summary>
    public bool IsEveryAddress => IPAddress.TryParse(Host, out var address) && (address.Equals(IPAddress.Any) || address.Equals(IPAddress.IPv6Any));

    /// <summary>Most connections at a time. Range: 1 and up. Default: no limit, as ActiveMQ. Option: maximumConnections.</summary>
    public int MaximumConnections { get; init; } = int.MaxValue;

    /// <summary>
    /// Largest frame a client may send, without its length field. Unit: bytes. Range: 1024 to 2147483647.
    /// Default: 104857600, as ActiveMQ ships. Option: wireFormat.maxFrameSize.
    /// </summary>
    public int MaxFrameSizeBytes { get; init; } = 104857600;

    /// <summary>
    /// Silence after which a client counts as gone; offered in negotiation, where the lesser offer holds.
    /// <see cref="TimeSpan.Zero"/>: never. Option: wireFormat.maxInactivityDuration, in milliseconds.
    /// </summary>
    /// <remarks>
    /// Null, the default: 30 s for clients, as ActiveMQ; clients are offered 0.55 of a lease when that is less, so that they notice a master
    /// which stands still soon after another has taken over.
    /// </remarks>
    public TimeSpan? MaxInactivityDuration { get; init; }

    /// <summary>
    /// Grace before silence is first judged. Null, the default: 10 s, as ActiveMQ, or 0.55 of a lease when that is less.
    /// Option: wireFormat.maxInactivityDurationInitalDelay (spelt so by ActiveMQ), in milliseconds.
    /// </summary>
    public TimeSpan? MaxInactivityDurationInitialDelay { get; init; }

    /// <summary>
    /// How long a new connection may take to introduce itself; <see cref="TimeSpan.Zero"/>: for ever. Default: 30 s, as ActiveMQ.
    /// With TLS and with protocol detection that is part of it.
    /// Option: transport.connectAttemptTimeout, connectionTimeout or protocolDetectionTimeOut, in milliseconds.
    /// </summary>
    public TimeSpan ConnectAttemptTimeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Send small segments at once. Default: true; ActiveMQ's is false. Option: tcpNoDelay or transport.tcpNoDelay.</summary>
    public bool TcpNoDelay { get; init; } = true;

    /// <summary>Let the system probe connections that are silent. Default: false, as ActiveMQ. Option: keepAlive or transport.keepAlive.</summary>
    public bool KeepAlive { get; init; }

    /// <summary>
    /// The system's buffers of a connection, one for each direction. Unit: bytes. Range: 1024 to 67108864. Null, the default: the system's
    /// choice, which grows as needed; ActiveMQ's is 65536. Option: socketBufferSize or transport.socketBufferSize.
    /// </summary>
    public int? SocketBufferSizeBytes { get; init; }

    /// <summary>Connections the system keeps until they are accepted. Range: 1 to 65535. Default: 5000, as ActiveMQ. Option: backlog.</summary>
    public int Backlog { get; init; } = 5000;

    /// <summary>Reads a URI.</summary>
    /// <param name="text">The URI; blanks around it are dropped.</param>
    /// <param name="uri">The values, when it is right.</param>
    /// <param name="error">What is wrong and the right form, when it is not; else empty.</param>
    public static bool TryParse(string text, [NotNullWhen(true)] out TransportConnectorUri? uri, out string error)
    {
        uri = null;
        var rest = text.Trim();
        var schemeEnd = rest.IndexOf("://", StringComparison.Ordinal);
        if (schemeEnd <= 0)
        {
            error = $"'{rest}' is no connector URI; write tcp://host:port, such as tcp://0.0.0.0:61616";
            return false;
        }

        var scheme = rest[..schemeEnd].ToUpperInvariant();
        if (!_schemes.Contains(scheme))
        {
            error = $"the scheme '{rest[..schemeEnd]}' is not supported by this version; use tcp://host:port, or ssl://host:port";
            return false;
        }

        rest = rest[(schemeEnd + 3)..];
        var queryStart = rest.IndexOf('?', StringComparison.Ordinal);
        var authority = queryStart < 0 ? rest : rest[..queryStart];
        if (!TryReadAuthority(authority, out var host, out var port, out error)) return false;
        uri = new TransportConnectorUri
        {
            Host = host,
            Port = port,
            IsTls = scheme.EndsWith("SSL", StringComparison.Ordinal),
            DetectsProtocol = scheme.StartsWith("AUTO", StringComparison.Ordinal),
        };
        if (queryStart < 0 || TransportConnectorUriOptions.TryApply(rest[(queryStart + 1)..], ref uri, out error)) return true;
        uri = null;
        return false;
    }

    /// <summary>Scheme, host and port without the options: what may be told to clients.</summary>
    public override string ToString() =>
        string.Create(CultureInfo.InvariantCulture, $"{(IsTls ? "ssl" : "tcp")}://{(Host.Contains(':', StringComparison.Ordinal) ? $"[{Host}]" : Host)}:{Port}");

    private static bool TryReadAuthority(string authority, out string host, out int port, out string error)
    {
        const string Form = "write tcp://host:port, such as tcp://0.0.0.0:61616 or tcp://[::]:61616";
        host = "";
        port = 0;
        error = "";
        if (authority.EndsWith('/')) authority = authority[..^1];
        if (authority.IndexOfAny(['/', '@', '#']) is var stray and >= 0)
        {
            error = $"'{authority[stray]}' does not belong between tcp:// and the options; {Form}";
            return false;
        }

        var colon = authority.LastIndexOf(':');
        if (colon < 0 || authority.EndsWith(']'))
        {
            error = $"'{authority}' has no port; {Form}";
            return false;
        }

        var portText = authority[(colon + 1)..];
        if (!int.TryParse(portText, NumberStyles.None, CultureInfo.InvariantCulture, out port) || port > IPEndPoint.MaxPort)
        {
            error = $"'{portText}' is no port; write a number from 0 to 65535, where 0 means any free port";
            return false;
        }

        host = authority[..colon];
        if (IsHost(ref host)) return true;
        error = $"'{host}' is no host; {Form}";
        return false;
    }

    private static bool IsHost(ref string host)
    {
        if (host.StartsWith('[') && host.EndsWith(']'))
        {
            if (!IPAddress.TryParse(host.AsSpan()[1..^1], out var address)) return false;
            host = address.ToString();
            return true;
        }

        return Uri.CheckHostName(host) is UriHostNameType.Dns or UriHostNameType.IPv4;
    }
}

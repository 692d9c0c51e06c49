using System.Security.Authentication;

namespace Broker.Core.Configuration;

/// <content>What the URI says of TLS; certificates are in <see cref="TlsOptions"/>.</content>
public sealed partial record TransportConnectorUri
{
    /// <summary>Everything is encrypted: the schemes ssl, nio+ssl, auto+ssl and auto+nio+ssl.</summary>
    public bool IsTls { get; private init; }

    /// <summary>A client without a trusted certificate is turned away. Default: false, as ActiveMQ. Option: needClientAuth.</summary>
    public bool NeedClientAuth { get; init; }

    /// <summary>A client is asked for a certificate and may have none; one that is not trusted is turned away. Default: false, as ActiveMQ. Option: wantClientAuth.</summary>
    public bool WantClientAuth { get; init; }

    /// <summary>Versions of TLS. Default: <see cref="SslProtocols.None"/>, the system's choice. Option: enabledProtocols, as Java names them.</summary>
    public SslProtocols EnabledProtocols { get; init; }

    /// <summary>Cipher suites, separated by ','. Default: empty, the system's choice. Option: enabledCipherSuites, as IANA names them.</summary>
    public string EnabledCipherSuites { get; init; } = "";
}

namespace Broker.Core.Configuration;

/// <summary>Whom a connector with TLS shows itself as, and whose clients it trusts.</summary>
/// <remarks>Read when the connector starts. What is asked of clients stands in the connector's URI: needClientAuth, wantClientAuth.</remarks>
public sealed record TlsOptions
{
    /// <summary>File with the server's certificate, the certificates that signed it, and its key: PKCS12 (.p12, .pfx) or PEM.</summary>
    /// <remarks>Empty, the default: none, which only a connector without TLS can do. Source of the name: ActiveMQ's sslContext.</remarks>
    public string KeyStore { get; init; } = "";

    /// <summary>Password of <see cref="KeyStore"/>, or of the key in PEM. Default: none. A secret: never logged or shown.</summary>
    public string KeyStorePassword { get; init; } = "";

    /// <summary>PEM file with the key. Empty, the default: it is in <see cref="KeyStore"/>.</summary>
    public string PrivateKey { get; init; } = "";

    /// <summary>PEM file with the certificates of those who sign clients' certificates, or with clients' own.</summary>
    /// <remarks>Empty, the default: clients are asked for none. The machine's own list of authorities has no say.</remarks>
    public string TrustStore { get; init; } = "";

    /// <summary>A client is the user named by the subject of its certificate, and is asked for no password. Default: false.</summary>
    /// <remarks>Needs needClientAuth=true. Such as "CN=orders, O=Example". Source: ActiveMQ's JAAS certificate login.</remarks>
    public bool CertificateAsUserName { get; init; }

    /// <summary>The files, without the password: what a record prints of itself may end up in a log.</summary>
    public override string ToString() => $"KeyStore={KeyStore}, PrivateKey={PrivateKey}, TrustStore={TrustStore}";
}

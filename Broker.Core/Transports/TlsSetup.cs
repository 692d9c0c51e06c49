using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Broker.Core.Configuration;

namespace Broker.Core.Transports;

/// <summary>A connector's certificates, read and ready for handshakes.</summary>
public sealed class TlsSetup
{
    private const string ClientAuthentication = "1.3.6.1.5.5.7.3.2";

    private TlsSetup(SslServerAuthenticationOptions options, bool certificateAsUserName)
    {
        Options = options;
        CertificateAsUserName = certificateAsUserName;
    }

    /// <summary>For each handshake.</summary>
    internal SslServerAuthenticationOptions Options { get; }

    /// <summary>See <see cref="TlsOptions.CertificateAsUserName"/>.</summary>
    internal bool CertificateAsUserName { get; }

    /// <summary>Reads the files of a connector with TLS.</summary>
    /// <param name="connector">Its options.</param>
    /// <param name="uri">The same options' URI, read.</param>
    /// <exception cref="StartupException">A file is missing, or cannot be used; the sentence names connector, key and remedy.</exception>
    public static TlsSetup Load(TransportConnectorOptions connector, TransportConnectorUri uri)
    {
        var certificates = new TlsCertificates(connector.Name, connector.Tls);
        var (server, chain) = certificates.LoadServer();
        var isAsked = uri.NeedClientAuth || uri.WantClientAuth;
        var options = new SslServerAuthenticationOptions
        {
            ServerCertificateContext = SslStreamCertificateContext.Create(server, chain, offline: true),
            EnabledSslProtocols = uri.EnabledProtocols,
            ClientCertificateRequired = isAsked,
            CertificateRevocationCheckMode = X509RevocationMode.NoCheck,
        };
        if (uri.EnabledCipherSuites.Length > 0) options.CipherSuitesPolicy = CipherSuites(connector.Name, uri.EnabledCipherSuites);
        if (isAsked)
        {
            options.CertificateChainPolicy = TrustOnly(certificates.LoadTrusted());
            var isOptional = !uri.NeedClientAuth;
            options.RemoteCertificateValidationCallback = (_, certificate, _, errors) =>
                errors == SslPolicyErrors.None || (isOptional && certificate is null);
        }

        return new(options, connector.Tls.CertificateAsUserName);
    }

    // A client may be trusted because its certificate is in the file, or one that signed it.
    private static X509ChainPolicy TrustOnly(X509Certificate2Collection trusted)
    {
        var policy = new X509ChainPolicy
        {
            TrustMode = X509ChainTrustMode.CustomRootTrust,
            RevocationMode = X509RevocationMode.NoCheck,
            DisableCertificateDownloads = true,
        };
        policy.CustomTrustStore.AddRange(trusted);
        policy.ApplicationPolicy.Add(new Oid(ClientAuthentication));
        return policy;
    }

    private static CipherSuitesPolicy CipherSuites(string connector, string names)
    {
        try
        {
#pragma warning disable CA1416 // Where it is not supported it says so, which is caught.
            return new CipherSuitesPolicy(names.Split(',').Select(Enum.Parse<TlsCipherSuite>));
#pragma warning restore CA1416
        }
        catch (PlatformNotSupportedException e)
        {
            throw new StartupException(
                $"Broker:TransportConnectors: the connector '{connector}' has enabledCipherSuites, which this operating system leaves to its own settings; leave it out.", e);
        }
    }
}

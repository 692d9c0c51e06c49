namespace Broker.Core.Configuration;

/// <summary>Judges a connector's certificates together with its URI; whether the files can be used is seen when they are read.</summary>
internal static class TlsOptionsValidator
{
    private static readonly string[] _javaKeyStores = [".jks", ".ks", ".keystore"];

    /// <param name="options">The connector's section "Tls".</param>
    /// <param name="uri">The connector's URI.</param>
    /// <param name="connector">The connector's key.</param>
    /// <param name="errors">Gets a sentence for each fault.</param>
    public static void Check(TlsOptions options, TransportConnectorUri uri, string connector, List<string> errors)
    {
        var key = $"{connector}:Tls";
        if (!uri.IsTls)
        {
            if (options != new TlsOptions()) errors.Add($"{key}: has no meaning for {uri}; write ssl:// in {connector}:Uri, or leave {key} out.");
            return;
        }

        if (options.KeyStore.Length == 0)
        {
            errors.Add($"{key}:KeyStore: is empty, and {uri} needs a certificate; write the path of a PKCS12 or PEM file.");
        }
        else if (_javaKeyStores.Contains(Path.GetExtension(options.KeyStore), StringComparer.OrdinalIgnoreCase))
        {
            errors.Add(
                $"{key}:KeyStore: '{options.KeyStore}' is a Java key store; convert it with: "
                + "keytool -importkeystore -srckeystore FILE -destkeystore FILE.p12 -deststoretype PKCS12.");
        }

        CheckClients(options, uri, key, errors);
    }

    private static void CheckClients(TlsOptions options, TransportConnectorUri uri, string key, List<string> errors)
    {
        var asks = uri.NeedClientAuth || uri.WantClientAuth;
        if (asks && options.TrustStore.Length == 0)
        {
            errors.Add($"{key}:TrustStore: is empty, and clients are asked for certificates; write the path of a PEM file with those who sign them.");
        }

        if (!asks && options.TrustStore.Length > 0)
        {
            errors.Add($"{key}:TrustStore: has no effect, since clients are asked for no certificates; add needClientAuth=true or wantClientAuth=true to the URI.");
        }

        if (options.CertificateAsUserName && !uri.NeedClientAuth)
        {
            errors.Add($"{key}:CertificateAsUserName: needs a certificate from every client; add needClientAuth=true to the URI.");
        }
    }
}

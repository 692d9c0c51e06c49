using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Broker.Core.Configuration;

namespace Broker.Core.Transports;

/// <summary>Reads a connector's certificate files, and says in a sentence what is wrong with them.</summary>
internal sealed class TlsCertificates(string connector, TlsOptions options)
{
    /// <summary>The server's certificate with its key, and those that signed it as far as the file has them.</summary>
    /// <exception cref="StartupException">The file is missing or cannot be used.</exception>
    public (X509Certificate2 Server, X509Certificate2Collection Chain) LoadServer()
    {
        try
        {
            return IsPem(options.KeyStore) ? LoadPem() : LoadPkcs12();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw Fault("KeyStore", $"'{options.KeyStore}' or its key cannot be read: {e.Message}", "write the path of a file that this user may read", e);
        }
        catch (Exception e) when (e is CryptographicException or ArgumentException)
        {
            throw Fault(
                "KeyStore",
                $"'{options.KeyStore}' cannot be used: {e.Message.TrimEnd('.')}",
                "it has to be PKCS12 or PEM, with a key (PrivateKey names a file of its own) and the right KeyStorePassword",
                e);
        }
    }

    /// <summary>Whose word is enough for a client.</summary>
    /// <exception cref="StartupException">The file is missing or has no certificates.</exception>
    public X509Certificate2Collection LoadTrusted()
    {
        var trusted = new X509Certificate2Collection();
        try
        {
            trusted.ImportFromPemFile(options.TrustStore);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or CryptographicException)
        {
            throw Fault("TrustStore", $"'{options.TrustStore}' cannot be read: {e.Message}", "write the path of a PEM file with certificates", e);
        }

        if (trusted.Count == 0) throw Fault("TrustStore", $"'{options.TrustStore}' has no certificates", "write the path of a PEM file with certificates");
        return trusted;
    }

    private static bool IsPem(string path) => File.ReadAllBytes(path).AsSpan().IndexOf("-----BEGIN "u8) >= 0;

    private (X509Certificate2 Server, X509Certificate2Collection Chain) LoadPem()
    {
        var key = options.PrivateKey.Length > 0 ? options.PrivateKey : options.KeyStore;
        using var read = options.KeyStorePassword.Length > 0
            ? X509Certificate2.CreateFromEncryptedPemFile(options.KeyStore, options.KeyStorePassword, key)
            : X509Certificate2.CreateFromPemFile(options.KeyStore, key);
        var chain = new X509Certificate2Collection();
        chain.ImportFromPemFile(options.KeyStore);

        // On Windows TLS takes no key that was only read from PEM.
        return (X509CertificateLoader.LoadPkcs12(read.Export(X509ContentType.Pkcs12), password: null), chain);
    }

    private (X509Certificate2 Server, X509Certificate2Collection Chain) LoadPkcs12()
    {
        var all = X509CertificateLoader.LoadPkcs12CollectionFromFile(options.KeyStore, options.KeyStorePassword);
        var server = all.FirstOrDefault(certificate => certificate.HasPrivateKey) ?? throw new CryptographicException("There is no key in it.");
        return (server, all);
    }

    private StartupException Fault(string key, string cause, string help, Exception? exception = null)
    {
        var sentence = $"Broker:TransportConnectors: the connector '{connector}' cannot use its Tls:{key}: {cause}; {help}.";
        return exception is null ? new StartupException(sentence) : new StartupException(sentence, exception);
    }
}

using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Broker.Tests.Fixtures;

/// <summary>Certificates for one test class, in files that are deleted with it: two authorities, a server, and a client of each authority.</summary>
internal sealed class TestCertificates : IDisposable
{
    /// <summary>Of every file that has one.</summary>
    public const string Password = "changeit";

    public const string ClientSubject = "CN=orders, O=Example";

    private static readonly DateTimeOffset _from = TimeProvider.System.GetUtcNow().AddDays(-1);
    private static readonly DateTimeOffset _until = TimeProvider.System.GetUtcNow().AddDays(1);

    private readonly string _directory = Directory.CreateTempSubdirectory("broker-tls-").FullName;

    public TestCertificates()
    {
        using var authority = MakeAuthority("CN=Test Authority");
        using var other = MakeAuthority("CN=Other Authority");
        using var server = MakeServer(authority);
        using var client = MakeClient(authority);
        using var stranger = MakeClient(other);
        File.WriteAllText(Authority, authority.ExportCertificatePem());
        File.WriteAllText(OtherAuthority, other.ExportCertificatePem());
        File.WriteAllBytes(Server, Pkcs12(server, authority));
        File.WriteAllBytes(Client, Pkcs12(client, authority));
        File.WriteAllBytes(Stranger, Pkcs12(stranger, other));
        using var key = server.GetECDsaPrivateKey()!;
        File.WriteAllText(ServerPem, server.ExportCertificatePem() + "\n" + authority.ExportCertificatePem());
        File.WriteAllText(KeyPem, key.ExportPkcs8PrivateKeyPem());
        File.WriteAllText(
            EncryptedKeyPem, key.ExportEncryptedPkcs8PrivateKeyPem(Password, new(PbeEncryptionAlgorithm.Aes256Cbc, HashAlgorithmName.SHA256, 1000)));
        File.WriteAllText(WholePem, File.ReadAllText(KeyPem) + "\n" + File.ReadAllText(ServerPem));
        using var withoutKey = X509CertificateLoader.LoadCertificate(server.RawData);
        File.WriteAllBytes(WithoutKey, withoutKey.Export(X509ContentType.Pfx, Password));
    }

    /// <summary>PEM of the authority that signed server and client.</summary>
    public string Authority => Of("authority.pem");

    /// <summary>PEM of one that signed neither.</summary>
    public string OtherAuthority => Of("other.pem");

    /// <summary>PKCS12.</summary>
    public string Server => Of("server.p12");

    /// <summary>PEM of the certificates, without key.</summary>
    public string ServerPem => Of("server.pem");

    public string KeyPem => Of("server-key.pem");

    public string EncryptedKeyPem => Of("server-key-encrypted.pem");

    /// <summary>PEM of certificates and key.</summary>
    public string WholePem => Of("server-whole.pem");

    /// <summary>PKCS12 of the client <see cref="ClientSubject"/>.</summary>
    public string Client => Of("client.p12");

    /// <summary>PKCS12 of the same name, signed by the other authority.</summary>
    public string Stranger => Of("stranger.p12");

    /// <summary>PKCS12 with a certificate alone.</summary>
    public string WithoutKey => Of("certificate.p12");

    /// <summary>A file of this directory; it need not exist.</summary>
    public string Of(string name) => Path.Combine(_directory, name);

    public void Dispose() => Directory.Delete(_directory, recursive: true);

    private static X509Certificate2 MakeAuthority(string name)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest(name, key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(certificateAuthority: true, hasPathLengthConstraint: false, 0, critical: true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.KeyCertSign, critical: true));
        return request.CreateSelfSigned(_from, _until);
    }

    private static X509Certificate2 MakeServer(X509Certificate2 authority)
    {
        var names = new SubjectAlternativeNameBuilder();
        names.AddDnsName("localhost");
        names.AddIpAddress(IPAddress.Loopback);
        return Sign(authority, "CN=broker", "1.3.6.1.5.5.7.3.1", names.Build());
    }

    private static X509Certificate2 MakeClient(X509Certificate2 authority) => Sign(authority, ClientSubject, "1.3.6.1.5.5.7.3.2");

    private static X509Certificate2 Sign(X509Certificate2 authority, string name, string usage, X509Extension? more = null)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest(name, key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension([new Oid(usage)], critical: false));
        if (more is not null) request.CertificateExtensions.Add(more);
        using var signed = request.Create(authority, _from, _until, RandomNumberGenerator.GetBytes(8));
        return signed.CopyWithPrivateKey(key);
    }

    private static byte[] Pkcs12(X509Certificate2 certificate, X509Certificate2 authority)
    {
        using var alone = X509CertificateLoader.LoadCertificate(authority.RawData);
        return new X509Certificate2Collection { certificate, alone }.Export(X509ContentType.Pfx, Password)!;
    }
}

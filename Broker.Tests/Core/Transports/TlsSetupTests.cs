using Broker.Core.Configuration;
using Broker.Core.Transports;
using Broker.Tests.Fixtures;
using Broker.Web.Hosting;

namespace Broker.Tests.Core.Transports;

public sealed class TlsSetupTests(TlsSetupTests.Files files) : IClassFixture<TlsSetupTests.Files>
{
    public static TheoryData<string, string, string> Usable => new()
    {
        { "server.p12", "", TestCertificates.Password },
        { "server.pem", "server-key.pem", "" },
        { "server.pem", "server-key-encrypted.pem", TestCertificates.Password },
        { "server-whole.pem", "", "" },
    };

    [Theory]
    [MemberData(nameof(Usable))]
    public void Load_KeyStoreOfEveryForm_HasCertificateAndKey(string keyStore, string key, string password)
    {
        var setup = Load("ssl://h:1", Tls(keyStore, key, password));
        Assert.Equal("CN=broker", setup.Options.ServerCertificateContext!.TargetCertificate.Subject);
        Assert.True(setup.Options.ServerCertificateContext.TargetCertificate.HasPrivateKey);
        Assert.False(setup.Options.ClientCertificateRequired);
    }

    [Theory]
    [InlineData("absent.p12", "", TestCertificates.Password, "Tls:KeyStore: '", "a file that this user may read")]
    [InlineData("server.p12", "", "wrong", "Tls:KeyStore: '", "the right KeyStorePassword")]
    [InlineData("server.pem", "", "", "Tls:KeyStore: '", "with a key (PrivateKey names a file of its own)")]
    [InlineData("server.pem", "absent.pem", "", "Tls:KeyStore: '", "a file that this user may read")]
    [InlineData("server.pem", "server-key-encrypted.pem", "wrong", "Tls:KeyStore: '", "the right KeyStorePassword")]
    [InlineData("certificate.p12", "", TestCertificates.Password, "Tls:KeyStore: '", "with a key")]
    public void Load_UnusableKeyStore_NamesConnectorCauseAndHelp(string keyStore, string key, string password, string cause, string help)
    {
        var tls = Tls(keyStore, key, password);
        var thrown = Assert.Throws<StartupException>(() => Load("ssl://h:1", tls));
        var sentence = Assert.Single(thrown.Sentences);
        Assert.StartsWith("Broker:TransportConnectors: the connector 'secure' cannot use its ", sentence, StringComparison.Ordinal);
        Assert.Contains(cause + tls.KeyStore, sentence, StringComparison.Ordinal);
        Assert.Contains(help, sentence, StringComparison.Ordinal);
        if (password.Length > 0) Assert.DoesNotContain($"'{password}'", sentence, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("absent.pem")]
    [InlineData("server-key.pem")]
    public void Load_UnusableTrustStore_NamesKeyAndHelp(string trustStore)
    {
        var tls = Tls("server.p12", "", TestCertificates.Password) with { TrustStore = files.Certificates.Of(trustStore) };
        var sentence = Assert.Single(Assert.Throws<StartupException>(() => Load("ssl://h:1?needClientAuth=true", tls)).Sentences);
        Assert.Contains("cannot use its Tls:TrustStore: ", sentence, StringComparison.Ordinal);
        Assert.Contains("a PEM file with certificates", sentence, StringComparison.Ordinal);
    }

    // A slave opens no port, and would find out only when it has to take over.
    [Fact]
    public void EnsureUsable_SeveralConnectors_NamesEachThatIsWrong()
    {
        var thrown = Assert.Throws<StartupException>(() => CertificateCheck.EnsureUsable(new()
        {
            TransportConnectors =
            [
                new() { Name = "plain", Uri = "tcp://h:1" },
                Connector("ssl://h:2", Tls("absent.p12", "", "")) with { Name = "first" },
                Connector("ssl://h:3", Tls("server.p12", "", TestCertificates.Password)),
                Connector("ssl://h:4", Tls("absent.p12", "", "")) with { Name = "second" },
            ],
        }));
        Assert.Collection(
            thrown.Sentences,
            sentence => Assert.Contains("'first'", sentence, StringComparison.Ordinal),
            sentence => Assert.Contains("'second'", sentence, StringComparison.Ordinal));
    }

    private TlsOptions Tls(string keyStore, string key, string password) => new()
    {
        KeyStore = files.Certificates.Of(keyStore),
        PrivateKey = key.Length == 0 ? "" : files.Certificates.Of(key),
        KeyStorePassword = password,
    };

    private static TransportConnectorOptions Connector(string uri, TlsOptions tls) => new() { Name = "secure", Uri = uri, Tls = tls };

    private static TlsSetup Load(string text, TlsOptions tls)
    {
        Assert.True(TransportConnectorUri.TryParse(text, out var uri, out var error), error);
        return TlsSetup.Load(Connector(text, tls), uri);
    }

    public sealed class Files : IDisposable
    {
        internal TestCertificates Certificates { get; } = new();

        public void Dispose() => Certificates.Dispose();
    }
}

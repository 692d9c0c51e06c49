using System.Net;
using Broker.Core.Configuration;
using Broker.Tests.Fixtures;

namespace Broker.Tests.Interop;

/// <summary>ActiveMQ's Java client at connectors of every kind: with TLS and without, where it may come in and where not, and what it is told.</summary>
[Collection(ProcessesCollection.Name)]
[Trait("Category", "Interop")]
public sealed class ConnectorTests(ConnectorTests.Run run) : IClassFixture<ConnectorTests.Run>
{
    [Theory]
    [InlineData("plain")]
    [InlineData("auto")]
    [InlineData("tls")]
    [InlineData("tls-from-pem")]
    [InlineData("tls-by-version-and-cipher")]
    [InlineData("auto-tls")]
    [InlineData("tls-with-certificate")]
    [InlineData("tls-certificate-wanted-and-shown")]
    [InlineData("tls-certificate-wanted-and-missing")]
    [InlineData("full-with-failover")]
    public void JavaClient_Connector_LetsItIn(string attempt) => Assert.Equal("OK", run.VerdictOf(attempt));

    [Theory]
    [InlineData("tls-server-not-trusted", "FAILED", "no TLS connection came about")]
    [InlineData("tls-without-certificate", "FAILED", "no TLS connection came about")]
    [InlineData("tls-certificate-not-trusted", "FAILED", "no TLS connection came about")]
    [InlineData("tls-certificate-wanted-not-trusted", "FAILED", "no TLS connection came about")]
    [InlineData("plain-to-tls", "FAILED", "no TLS connection came about")]
    [InlineData("tls-to-plain", "FAILED", "The client speaks Tls, and this port does not.")]
    [InlineData("tls-to-auto", "FAILED", "it speaks Tls, which this version does not serve")]
    [InlineData("old-version", "FAILED", "Remote wire format (1) is lower than the minimum version required (6)")]
    [InlineData("full", "Exceeded the maximum number of allowed client connections: connector full has its 1", "it has its 1 connections")]
    [InlineData("full-tls", "Exceeded the maximum number of allowed client connections: connector full-tls has its 1", "it has its 1 connections")]
    public void JavaClient_Connector_TurnsItAway(string attempt, string told, string logged)
    {
        Assert.StartsWith("FAILED", run.VerdictOf(attempt), StringComparison.Ordinal);
        Assert.Contains(told, run.VerdictOf(attempt), StringComparison.Ordinal);
        Assert.Contains(run.Logs, line => line.Contains(logged, StringComparison.Ordinal));
    }

    [Fact]
    public void JavaClient_CertificateAsUserName_IsTheUser() => Assert.Contains(TestCertificates.ClientSubject, run.Users);

    [Fact]
    public void Logs_Passwords_AreNotThere() =>
        Assert.DoesNotContain(run.Logs, line => line.Contains(TestCertificates.Password, StringComparison.Ordinal));

    /// <summary>All attempts, made once by one Java machine.</summary>
    public sealed class Run : IAsyncLifetime
    {
        private static readonly TimeSpan _patience = TimeSpan.FromSeconds(60);

        private readonly Dictionary<string, string> _verdicts = new(StringComparer.Ordinal);
        private readonly HashSet<string> _users = new(StringComparer.Ordinal);
        private string _outputTail = "";

        public IReadOnlyList<string> Logs { get; private set; } = [];

        public IReadOnlyCollection<string> Users => _users;

        public string VerdictOf(string attempt) => _verdicts.TryGetValue(attempt, out var verdict) ? verdict : $"There is no verdict. {_outputTail}";

        public async Task InitializeAsync()
        {
            using var files = new TestCertificates();
            var tls = new TlsOptions { KeyStore = files.Server, KeyStorePassword = TestCertificates.Password };
            var asking = tls with { TrustStore = files.Authority };
            await using var broker = await BrokerFixture.StartAsync(connectors:
            [
                new() { Name = "plain", Uri = "tcp://127.0.0.1:0?transport.minmumWireFormatVersion=6" },
                new() { Name = "auto", Uri = "auto+nio://127.0.0.1:0" },
                new() { Name = "tls", Uri = "ssl://127.0.0.1:0", Tls = tls },
                new() { Name = "pem", Uri = "nio+ssl://127.0.0.1:0", Tls = new() { KeyStore = files.ServerPem, PrivateKey = files.EncryptedKeyPem, KeyStorePassword = TestCertificates.Password } },
                new() { Name = "strict", Uri = "ssl://127.0.0.1:0?enabledProtocols=TLSv1.3&enabledCipherSuites=TLS_AES_256_GCM_SHA384", Tls = tls },
                new() { Name = "auto-tls", Uri = "auto+ssl://127.0.0.1:0", Tls = tls },
                new() { Name = "need", Uri = "ssl://127.0.0.1:0?needClientAuth=true", Tls = asking with { CertificateAsUserName = true } },
                new() { Name = "want", Uri = "ssl://127.0.0.1:0?transport.wantClientAuth=true", Tls = asking },
                new() { Name = "full", Uri = "tcp://127.0.0.1:0?maximumConnections=1" },
                new() { Name = "full-tls", Uri = "ssl://127.0.0.1:0?maximumConnections=1", Tls = tls },
            ]);
            await using var guest = await OpenWireClient.OpenAsync(AddressOf(broker, "full"));
            await using var tlsGuest = await OpenWireClient.DialAsync(AddressOf(broker, "full-tls"));
            await RunAsync(broker, files);
            Logs = [.. broker.Logs.Lines];
        }

        public Task DisposeAsync() => Task.CompletedTask;

        private async Task RunAsync(BrokerFixture broker, TestCertificates files)
        {
            var (plain, full) = (UriOf("tcp", "plain"), UriOf("tcp", "full"));
            string[][] attempts =
            [
                ["plain", plain, "-", "-"],
                ["auto", UriOf("tcp", "auto"), "-", "-"],
                ["tls", UriOf("ssl", "tls"), files.Authority, "-"],
                ["tls-from-pem", UriOf("ssl", "pem"), files.Authority, "-"],
                ["tls-by-version-and-cipher", UriOf("ssl", "strict"), files.Authority, "-"],
                ["auto-tls", UriOf("ssl", "auto-tls"), files.Authority, "-"],
                ["tls-server-not-trusted", UriOf("ssl", "tls"), files.OtherAuthority, "-"],
                ["tls-with-certificate", UriOf("ssl", "need"), files.Authority, files.Client],
                ["tls-without-certificate", UriOf("ssl", "need"), files.Authority, "-"],
                ["tls-certificate-not-trusted", UriOf("ssl", "need"), files.Authority, files.Stranger],
                ["tls-certificate-wanted-and-shown", UriOf("ssl", "want"), files.Authority, files.Client],
                ["tls-certificate-wanted-and-missing", UriOf("ssl", "want"), files.Authority, "-"],
                ["tls-certificate-wanted-not-trusted", UriOf("ssl", "want"), files.Authority, files.Stranger],
                ["plain-to-tls", UriOf("tcp", "tls"), "-", "-"],
                ["tls-to-plain", UriOf("ssl", "plain"), files.Authority, "-"],
                ["tls-to-auto", UriOf("ssl", "auto"), files.Authority, "-"],
                ["old-version", $"{plain}?wireFormat.version=1", "-", "-"],
                ["full", full, "-", "-"],
                ["full-tls", UriOf("ssl", "full-tls"), files.Authority, "-"],
                ["full-with-failover", $"failover:({full},{plain})?randomize=false&initialReconnectDelay=10", "-", "-"],
            ];
            await using var client = await JavaClient.StartAsync("ConnectorClient", [.. attempts.SelectMany(attempt => attempt)]);
            using var watching = new CancellationTokenSource();
            var watch = WatchUsersAsync(broker, watching.Token);
            while (await client.ReadLineAsync(_patience) is { } line)
            {
                if (line.Split(' ', 2) is [var name, var verdict]) _verdicts[name] = verdict;
            }

            await watching.CancelAsync();
            await watch;
            _outputTail = client.OutputTail;

            string UriOf(string scheme, string connector) => $"{scheme}://127.0.0.1:{AddressOf(broker, connector).Port}";
        }

        // Each client stays for a moment only.
        private async Task WatchUsersAsync(BrokerFixture broker, CancellationToken cancellationToken)
        {
            while (!cancellationToken.IsCancellationRequested)
            {
                foreach (var connection in broker.View.Router.Connections)
                {
                    if (connection.Client.User is { Name: var name }) _users.Add(name);
                }

                await Task.Delay(1, CancellationToken.None);
            }
        }

        private static IPEndPoint AddressOf(BrokerFixture broker, string connector) =>
            (IPEndPoint)broker.View.Connectors.Single(candidate => candidate.Name == connector).Address!;
    }
}

using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Broker.Core.Configuration;
using Broker.Web.Hosting;
using Microsoft.Extensions.Configuration;

namespace Broker.Tests.Web.Hosting;

public sealed class PortCheckTests : IDisposable
{
    private readonly TcpListener _other = new(IPAddress.Loopback, 0);
    private readonly string _port;

    public PortCheckTests()
    {
        _other.Start();
        _port = ((IPEndPoint)_other.LocalEndpoint).Port.ToString(CultureInfo.InvariantCulture);
    }

    public void Dispose() => _other.Dispose();

    [Theory]
    [InlineData("http://127.0.0.1:0", "tcp://0.0.0.0:0")]
    [InlineData("http://unix:/tmp/socket", "tcp://[::1]:0")]
    [InlineData("", "tcp://no-such-host.invalid:61616")] // names are looked up when the connector starts
    public void EnsureFree_NothingInTheWay_Returns(string urls, string uri) => Check(urls, uri);

    [Theory]
    [InlineData("http://127.0.0.1:PORT")]
    [InlineData("http://localhost:PORT")]
    [InlineData("http://*:PORT")]
    [InlineData("http://127.0.0.1:0;http://127.0.0.1:PORT")]
    public void EnsureFree_ConsolePortTaken_NamesIt(string urls)
    {
        var exception = Assert.Throws<StartupException>(() => Check(urls, "tcp://127.0.0.1:0"));
        Assert.Contains(_port, exception.Message, StringComparison.Ordinal);
        Assert.StartsWith("Urls: another program uses the port", exception.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("tcp://127.0.0.1:PORT")]
    [InlineData("nio://0.0.0.0:PORT?backlog=5")]
    [InlineData("tcp://192.0.2.1:61616")] // reserved for documentation, so no machine has it
    public void EnsureFree_ConnectorAddressUnusable_NamesConnector(string uri)
    {
        var exception = Assert.Throws<StartupException>(() => Check("http://127.0.0.1:0", uri));
        Assert.StartsWith("Broker:TransportConnectors: the connector 'openwire' cannot listen on ", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void EnsureFree_KestrelEndpointsConfigured_UrlsDoNotCount() => PortCheck.EnsureFree(
        new ConfigurationBuilder()
            .AddInMemoryCollection([new("Urls", $"http://127.0.0.1:{_port}"), new("Kestrel:Endpoints:Web:Url", "http://127.0.0.1:0")])
            .Build(),
        new BrokerOptions());

    private void Check(string urls, string uri) => PortCheck.EnsureFree(
        new ConfigurationBuilder().AddInMemoryCollection([new("Urls", WithPort(urls))]).Build(),
        new BrokerOptions { TransportConnectors = [new() { Uri = WithPort(uri) }] });

    private string WithPort(string text) => text.Replace("PORT", _port, StringComparison.Ordinal);
}

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
    [InlineData("http://127.0.0.1:0")]
    [InlineData("http://unix:/tmp/socket")]
    public void EnsureFree_NothingInTheWay_Returns(string urls) => Check(urls);

    [Theory]
    [InlineData("http://127.0.0.1:PORT")]
    [InlineData("http://localhost:PORT")]
    [InlineData("http://*:PORT")]
    [InlineData("http://127.0.0.1:0;http://127.0.0.1:PORT")]
    public void EnsureFree_ConsolePortTaken_NamesIt(string urls)
    {
        var exception = Assert.Throws<StartupException>(() => Check(urls));
        Assert.Contains(_port, exception.Message, StringComparison.Ordinal);
        Assert.StartsWith("Urls: another program uses the port", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void EnsureFree_KestrelEndpointsConfigured_UrlsDoNotCount() => PortCheck.EnsureFree(
        new ConfigurationBuilder()
            .AddInMemoryCollection([new("Urls", $"http://127.0.0.1:{_port}"), new("Kestrel:Endpoints:Web:Url", "http://127.0.0.1:0")])
            .Build());

    private void Check(string urls) => PortCheck.EnsureFree(
        new ConfigurationBuilder().AddInMemoryCollection([new("Urls", WithPort(urls))]).Build());

    private string WithPort(string text) => text.Replace("PORT", _port, StringComparison.Ordinal);
}

using System.Net;
using Broker.Core.Configuration;
using Broker.Core.Transports;

namespace Broker.Tests.Core.Transports;

public sealed class PublishedUriTests
{
    [Theory]
    [InlineData("tcp://0.0.0.0:0?maximumConnections=5", "", "tcp://HOST:61617")]
    [InlineData("nio://[::]:61617", "", "tcp://HOST:61617")]
    [InlineData("tcp://10.0.0.7:61617", "", "tcp://10.0.0.7:61617")]
    [InlineData("tcp://localhost:0", "", "tcp://localhost:61617")]
    [InlineData("tcp://[::1]:61617", "", "tcp://[::1]:61617")]
    [InlineData("tcp://0.0.0.0:61617", "tcp://broker-a.example.org:1", "tcp://broker-a.example.org:1")]
    public void Of_Connector_IsWhereClientsReachIt(string uri, string configured, string expected)
    {
        var options = new TransportConnectorOptions { Uri = uri, PublishedUri = configured };
        Assert.True(TransportConnectorUri.TryParse(uri, out var parsed, out _));
        var published = PublishedUri.Of(options, parsed, new IPEndPoint(IPAddress.Any, 61617));
        Assert.Equal(expected.Replace("HOST", Dns.GetHostName(), StringComparison.Ordinal), published);
    }
}

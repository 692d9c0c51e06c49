using System.Net.Sockets;
using System.Text;
using Broker.Core.Configuration;
using Broker.Core.Protocols.OpenWire;
using Broker.Tests.Core.Protocols;
using Broker.Tests.Fixtures;

namespace Broker.Tests.Core.Transports;

/// <summary>Who is let in by a connector, who is told why not, and who is given up on; one client's failure is nobody else's.</summary>
public sealed class AdmissionTests
{
    [Fact]
    public async Task Handshake_NeverFinished_ClosedAfterItsTime()
    {
        using var files = new TestCertificates();
        await using var broker = await StartTlsAsync(files, "?transport.connectAttemptTimeout=300");
        await using var silent = await broker.DialAsync();
        await using var stuck = await broker.DialAsync();
        await stuck.WriteAsync(Convert.FromHexString("16030102000100"));
        await silent.Closed.WaitAsync(Eventually.Patience);
        await stuck.Closed.WaitAsync(Eventually.Patience);
        await broker.LoggedAsync("it did not introduce itself within 300 ms");
        await Eventually.TrueAsync(() => broker.View.Connectors[0].ConnectionCount == 0, "The clients were not counted off.");
    }

    [Fact]
    public async Task Stop_HandshakeUnderWay_DoesNotWaitForIt()
    {
        using var files = new TestCertificates();
        var broker = await StartTlsAsync(files, "?transport.connectAttemptTimeout=0");
        await using var client = await broker.DialAsync();
        await Eventually.TrueAsync(() => broker.View.Connectors[0].ConnectionCount == 1);
        await broker.DisposeAsync().AsTask().WaitAsync(Eventually.Patience);
        await client.Closed.WaitAsync(Eventually.Patience);
    }

    [Fact]
    public async Task Abort_HandshakeUnderWay_ClosesIt()
    {
        using var files = new TestCertificates();
        await using var broker = await StartTlsAsync(files, "?transport.connectAttemptTimeout=0");
        await using var client = await broker.DialAsync();
        await Eventually.TrueAsync(() => broker.View.Connectors[0].ConnectionCount == 1);
        await broker.View.Connectors[0].AbortAsync("test").AsTask().WaitAsync(Eventually.Patience);
        await client.Closed.WaitAsync(Eventually.Patience);
        Assert.Equal(0, broker.View.Connectors[0].ConnectionCount);
    }

    [Theory]
    [InlineData("STOMP\naccept-version:1.2\n\n\0", "it speaks Stomp, which this version does not serve")]
    [InlineData("GET / HTTP/1.1\r\n\r\n", "it speaks Http, which this version does not serve")]
    [InlineData("nothing known", "it speaks Unknown, which this version does not serve")]
    public async Task Auto_OtherProtocol_ClosedAndNamed(string text, string logged)
    {
        await using var broker = await StartAsync("auto://127.0.0.1:0");
        await using var bystander = await Bystander.OpenAsync(broker.Address);
        await using var client = await broker.DialAsync();
        await client.WriteAsync(Encoding.ASCII.GetBytes(text));
        await client.Closed.WaitAsync(Eventually.Patience);
        await broker.LoggedAsync(logged);
        await bystander.ExchangeAsync();
    }

    [Fact]
    public async Task Auto_NothingSaid_ClosedAfterItsTime()
    {
        await using var broker = await StartAsync("auto://127.0.0.1:0?protocolDetectionTimeOut=300");
        await using var client = await broker.DialAsync();
        await client.WriteAsync([0, 0]);
        await client.Closed.WaitAsync(Eventually.Patience);
        await broker.LoggedAsync("it did not introduce itself within 300 ms");
    }

    [Fact]
    public async Task Auto_OfferByteByByte_IsServed()
    {
        await using var broker = await StartAsync("auto://127.0.0.1:0");
        await using var client = await broker.DialAsync();
        foreach (var one in client.Encode(OpenWireClient.Offer())) await client.WriteAsync([one]);
        await client.ConnectAsync();
    }

    [Theory]
    [InlineData("1603010200010001fc0303", "The client speaks Tls, and this port does not.")]
    [InlineData("474554202f20485454502f312e31", "The client speaks Http, and this port does not.")]
    public async Task Plain_OtherProtocol_IsNamedInTheLog(string hex, string logged)
    {
        await using var broker = await BrokerFixture.StartAsync();
        await using var client = await broker.DialAsync();
        await client.WriteAsync(Convert.FromHexString(hex));
        await client.Closed.WaitAsync(Eventually.Patience);
        await broker.LoggedAsync(logged);
    }

    [Fact]
    public async Task Limit_ClientOverIt_IsAnsweredWithTheReason()
    {
        await using var broker = await BrokerFixture.StartAsync("maximumConnections=1");
        await using var guest = await broker.OpenClientAsync();
        await using var client = await broker.DialAsync();
        await client.NegotiateAsync();
        var error = await client.RefusedAsync(client.Introduction());
        Assert.Equal("javax.jms.ResourceAllocationException", error.ClassName);
        Assert.Equal("Exceeded the maximum number of allowed client connections: connector openwire has its 1 (maximumConnections).", error.Message);
    }

    // An answer would fail its connect, where it is to go on to the next broker.
    [Fact]
    public async Task Limit_FaultTolerantClientOverIt_IsToldAndClosed()
    {
        await using var broker = await BrokerFixture.StartAsync("maximumConnections=1");
        await using var guest = await broker.OpenClientAsync();
        await using var client = await broker.DialAsync();
        await client.NegotiateAsync();
        await client.SendAsync(client.Introduction(static info => info.FaultTolerant = true));
        var error = await client.NextAsync<ConnectionError>();
        Assert.Contains("Exceeded the maximum number", error.Exception!.Message, StringComparison.Ordinal);
        await client.Closed.WaitAsync(Eventually.Patience);
    }

    [Fact]
    public async Task Limit_BrokerStops_DoesNotWaitForThoseItRefuses()
    {
        var broker = await BrokerFixture.StartAsync("maximumConnections=1");
        await using var guest = await broker.OpenClientAsync();
        await using var client = await broker.DialAsync();
        await client.NextAsync<WireFormatInfo>();
        await broker.DisposeAsync().AsTask().WaitAsync(Eventually.Patience);
        await client.Closed.WaitAsync(Eventually.Patience);
    }

    [Theory]
    [InlineData("keepAlive=true&socketBufferSize=8192&tcpNoDelay=false")]
    [InlineData("transport.keepAlive=true&transport.socketBufferSize=8kb&transport.tcpNoDelay=false")]
    public async Task SocketOptions_Set_AreThoseOfTheSocket(string query)
    {
        var sockets = new RecordingListeners();
        await using var broker = await BrokerFixture.StartAsync(query, listeners: sockets);
        await using var client = await broker.OpenClientAsync();
        var socket = Assert.Single(sockets.Accepted);
        Assert.False(socket.NoDelay);
        Assert.Equal(1, socket.GetSocketOption(SocketOptionLevel.Socket, SocketOptionName.KeepAlive));
        // Linux doubles what it is asked for.
        Assert.InRange(socket.SendBufferSize, 8192, 2 * 8192);
        Assert.InRange(socket.ReceiveBufferSize, 8192, 2 * 8192);
    }

    [Theory]
    [InlineData("", true)]
    [InlineData("wireFormat.tcpNoDelayEnabled=false", false)]
    public async Task TcpNoDelay_NotOfferedByBoth_EndsWithTheNegotiation(string query, bool expected)
    {
        var sockets = new RecordingListeners();
        await using var broker = await BrokerFixture.StartAsync(query, listeners: sockets);
        await using var client = await broker.OpenClientAsync();
        Assert.Equal(expected, Assert.Single(sockets.Accepted).NoDelay);
    }

    private static Task<BrokerFixture> StartAsync(string uri, TlsOptions? tls = null) =>
        BrokerFixture.StartAsync(connectors: [new() { Uri = uri, Tls = tls ?? new() }]);

    private static Task<BrokerFixture> StartTlsAsync(TestCertificates files, string query) =>
        StartAsync($"ssl://127.0.0.1:0{query}", new() { KeyStore = files.Server, KeyStorePassword = TestCertificates.Password });
}

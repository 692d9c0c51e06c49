using System.Net;
using System.Net.Sockets;
using Broker.Core.Configuration;
using Broker.Core.Transports;
using Broker.Tests.Fixtures;
using Broker.Web.Hosting;

namespace Broker.Tests.Core.Transports;

public sealed class EarlyListenersTests : IAsyncDisposable
{
    private readonly EarlyListeners _listeners = new(new SocketListenerFactory());
    private readonly TransportConnectorUri _uri;

    public EarlyListenersTests()
    {
        Assert.True(TransportConnectorUri.TryParse($"tcp://127.0.0.1:{FreePorts.Take()}", out var uri, out _));
        _uri = uri;
    }

    public ValueTask DisposeAsync() => _listeners.CloseAsync();

    [Fact]
    public async Task Bind_OpenEarly_ServesWhoCameBefore()
    {
        await _listeners.OpenAsync([_uri], CancellationToken.None);
        await _listeners.OpenAsync([_uri], CancellationToken.None);
        using var client = await ConnectAsync();
        await using var listener = await _listeners.BindAsync(await ListenEndPoint.ResolveAsync(_uri, CancellationToken.None));
        await _listeners.CloseAsync();
        await using var accepted = await listener.AcceptAsync().AsTask().WaitAsync(Eventually.Patience);
        Assert.Equal(client.LocalEndPoint, accepted!.RemoteEndPoint);
    }

    [Fact]
    public async Task Close_SomebodyWaits_IsSentAwayAndThePortIsFree()
    {
        await _listeners.OpenAsync([_uri], CancellationToken.None);
        using var client = await ConnectAsync();
        await _listeners.CloseAsync();
        var answer = await Record.ExceptionAsync(async () => Assert.Equal(0, await client.ReceiveAsync(new byte[1]).WaitAsync(Eventually.Patience)));
        Assert.True(answer is null or SocketException { SocketErrorCode: SocketError.ConnectionReset });
        await using var listener = await _listeners.BindAsync(new IPEndPoint(IPAddress.Loopback, _uri.Port));
    }

    [Fact]
    public async Task Open_PortInUse_IsLeftToTheConnector()
    {
        await using var other = await new SocketListenerFactory().BindAsync(new IPEndPoint(IPAddress.Loopback, _uri.Port));
        await _listeners.OpenAsync([_uri], CancellationToken.None);
        await Assert.ThrowsAsync<SocketException>(() => _listeners.BindAsync(new IPEndPoint(IPAddress.Loopback, _uri.Port)).AsTask());
    }

    private async Task<Socket> ConnectAsync()
    {
        var client = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        await client.ConnectAsync(IPAddress.Loopback, _uri.Port);
        return client;
    }
}

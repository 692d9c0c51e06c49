using System.Net.Sockets;
using Broker.Core.Messages;
using Broker.Core.Protocols.OpenWire;
using Broker.Core.Storage;
using Broker.Core.Transports;
using Broker.Storage.Memory;
using Broker.Tests.Fixtures;

namespace Broker.Tests.Core.Transports;

/// <summary>What becomes of a connector's clients when another node takes over.</summary>
public sealed class TransportConnectorTests : IAsyncLifetime
{
    private readonly Destination _queue = Destination.Queue("Q");
    private readonly MasterTenure _tenure = MasterTenure.Unlimited(TimeProvider.System);
    private BrokerFixture _broker = null!;

    private FaultyPersistence Persistence => (FaultyPersistence)_broker.View.Persistence;

    private TransportConnector Connector => _broker.View.Connectors[0];

    public async Task InitializeAsync() =>
        _broker = await BrokerFixture.StartAsync(createPersistence: static () => new FaultyPersistence(new MemoryPersistenceAdapter()), updateClusterClients: true, tenure: _tenure);

    public async Task DisposeAsync() => await _broker.DisposeAsync();

    [Fact]
    public async Task StopAccepting_ClientsStay_AndThePortIsClosed()
    {
        await using var client = await _broker.OpenClientAsync();
        var address = _broker.Address;
        await Connector.StopAcceptingAsync();
        await Connector.StopAcceptingAsync();
        await Assert.ThrowsAsync<SocketException>(() => OpenWireClient.DialAsync(address));
        await client.AddProducerAsync(_queue);
    }

    [Fact]
    public async Task Freeze_CommandsAreNotRead_AnswersUnderWayGoOut()
    {
        await using var client = await _broker.OpenClientAsync();
        var producer = await client.AddProducerAsync(_queue);
        var consumer = await client.AddConsumerAsync(_queue);
        var durable = new TaskCompletionSource();
        Persistence.BeforeCompletion = _ => durable.Task;
        var before = await client.BeginRequestAsync(OpenWireClient.Text(producer, 1, _queue));
        await Eventually.TrueAsync(() => Persistence.Appends == 1);
        Connector.Freeze();
        var after = await client.BeginRequestAsync(OpenWireClient.Text(producer, 2, _queue));
        durable.SetResult();
        await before.WaitAsync(Eventually.Patience);
        Assert.Equal((1, 0), (Persistence.Appends, client.DispatchesWaiting));
        Assert.False(after.IsCompleted);
        Assert.Equal(1, _broker.View.Router.Directory.FindQueue(_queue)!.Count);
    }

    [Fact]
    public async Task Redirect_FaultTolerantClient_IsToldTheAddressesAndClosed()
    {
        await using var client = await OpenFaultTolerantAsync();
        Connector.Freeze();
        Connector.Redirect("tcp://b:1", ["tcp://a:1", "tcp://b:1"]);
        var control = await NextControlAsync(client);
        Assert.Equal((null, "tcp://b:1,tcp://a:1"), (control.ReconnectTo, control.ConnectedBrokers));
        await client.Closed.WaitAsync(Eventually.Patience);
    }

    [Fact]
    public async Task Redirect_OtherClient_IsClosed()
    {
        await using var client = await _broker.OpenClientAsync();
        Connector.Redirect("tcp://b:1", ["tcp://b:1"]);
        await client.NextAsync<ShutdownInfo>();
        await client.Closed.WaitAsync(Eventually.Patience);
    }

    [Fact]
    public async Task TellConnectedBrokers_ClientsNowAndLater_AreTold()
    {
        await using var now = await OpenFaultTolerantAsync();
        Connector.TellConnectedBrokers(["tcp://a:1", "tcp://b:1"]);
        Assert.Equal("tcp://a:1,tcp://b:1", (await NextControlAsync(now)).ConnectedBrokers);
        await using var later = await OpenFaultTolerantAsync();
        Assert.Equal("tcp://a:1,tcp://b:1", (await NextControlAsync(later)).ConnectedBrokers);
    }

    [Fact]
    public async Task Abort_ClientWaitsForAnAnswer_IsClosedWithoutAWord()
    {
        await using var client = await _broker.OpenClientAsync();
        var producer = await client.AddProducerAsync(_queue);
        while (client.Others.TryRead(out _))
        {
        }

        var durable = new TaskCompletionSource();
        Persistence.BeforeCompletion = _ => durable.Task;
        var send = await client.BeginRequestAsync(OpenWireClient.Text(producer, 1, _queue));
        await Eventually.TrueAsync(() => Persistence.Appends == 1);
        await Connector.AbortAsync("test");
        await Assert.ThrowsAsync<IOException>(() => send.WaitAsync(Eventually.Patience));
        Assert.False(client.Others.TryRead(out _));
        Assert.Equal(0, Connector.ConnectionCount);
        durable.SetResult();
    }

    [Fact]
    public async Task Send_StoreIsFenced_ConnectionClosesWithoutAnAnswer()
    {
        await using var client = await _broker.OpenClientAsync();
        var producer = await client.AddProducerAsync(_queue);
        Persistence.Refusal = new FencedException();
        await Assert.ThrowsAsync<IOException>(() => client.RequestAsync(OpenWireClient.Text(producer, 1, _queue)));
        await _broker.LoggedAsync(FencedException.DefaultMessage);
    }

    [Fact]
    public async Task Command_TenureIsOver_IsNotHandled()
    {
        await using var client = await _broker.OpenClientAsync();
        var producer = await client.AddProducerAsync(_queue);
        _tenure.End("lost");
        await Assert.ThrowsAsync<IOException>(() => client.RequestAsync(OpenWireClient.Text(producer, 1, _queue)));
        Assert.Equal(0, Persistence.Appends);
    }

    private Task<OpenWireClient> OpenFaultTolerantAsync() => OpenWireClient.OpenAsync(
        _broker.Address, change: static info => (info.FaultTolerant, info.Manageable) = (true, true));

    // The first one that says something.
    private static async Task<ConnectionControl> NextControlAsync(OpenWireClient client)
    {
        while (true)
        {
            if (await client.NextAsync<ConnectionControl>() is { ConnectedBrokers: not null } control) return control;
        }
    }
}

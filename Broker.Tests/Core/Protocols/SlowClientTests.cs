using Broker.Core.Messages;
using Broker.Core.Protocols.OpenWire;
using Broker.Tests.Fixtures;
using Broker.Web.Hosting;

namespace Broker.Tests.Core.Protocols;

/// <summary>Clients that do not read, or fall silent: they cost little, disturb nobody, and end.</summary>
[Trait("Category", "BadInput")]
public sealed class SlowClientTests
{
    private const int Messages = 20_000;
    private const int BodyBytes = 4096;
    private const long Spared = 48L * 1024 * 1024;

    private readonly Destination _queue = Destination.Queue("UNREAD");
    private readonly ManualTime _time = new();

    [Fact]
    public async Task Dispatch_ClientNeverReads_MemoryBoundedAndOthersGoOn()
    {
        await using var broker = await BrokerFixture.StartAsync(time: _time);
        await using var bystander = await Bystander.OpenAsync(broker.Address);
        await using var deaf = await OpenWireClient.DialAsync(broker.Address, reads: false);
        await deaf.NegotiateAsync(maxInactivity: TimeSpan.FromSeconds(2));
        await deaf.SendAsync(deaf.Introduction());
        await deaf.SendAsync(new ConsumerInfo { ConsumerId = new(deaf.ConnectionId, 1, 1), Destination = _queue, PrefetchSize = 32767 });
        await using var sender = await broker.OpenClientAsync();
        var producer = await sender.AddProducerAsync(_queue);
        var body = new string('x', BodyBytes);
        for (var sequence = 1; sequence <= Messages; sequence++)
        {
            await sender.SendAsync(OpenWireClient.Text(producer, sequence, _queue, body));
            if (sequence % 5000 == 0) await bystander.ExchangeAsync();
        }

        await sender.RequestAsync(OpenWireClient.Text(producer, Messages + 1, _queue, body));
        // What waits for the deaf client is its outbox and its pipe, a small part of what it asked for.
        var queue = broker.View.Router.Directory.FindQueue(_queue)!;
        Assert.Equal(Messages + 1, queue.Count);
        Assert.InRange(queue.InFlight * (BodyBytes + Message.BaseSizeBytes), 1, Spared / 2);
        await bystander.ExchangeAsync();

        // When it says nothing either it is given up, and its messages are everybody's again.
        _time.Advance(TimeSpan.FromSeconds(4));
        await broker.LoggedAsync("Channel was inactive for too (>2000) long.");
        await Eventually.TrueAsync(() => queue.InFlight == 0 && queue.ConsumerCount == 0, "The silent client still holds messages.");
        Assert.Equal(Messages + 1, queue.Count);
        await bystander.ExchangeAsync();
    }

    [Fact]
    public async Task Request_ClientNeverReadsAnswers_IsReadNoFurther()
    {
        var listeners = new DeafListeners(new SocketListenerFactory());
        await using var broker = await StartAsync(listeners);
        await using var bystander = await Bystander.OpenAsync(broker.Address);
        var before = GC.GetTotalMemory(forceFullCollection: true);
        using var deaf = await OpenDeafAsync(broker, listeners);
        var batches = AskOnAndOn(deaf);
        Assert.InRange(batches, 10, 100);
        Assert.InRange(GC.GetTotalMemory(forceFullCollection: true) - before, long.MinValue, Spared);
        await bystander.ExchangeAsync();
        deaf.Dispose();
        await Eventually.TrueAsync(() => broker.View.Router.ConnectionCount == 1, "The connection outlived its socket.");
        await bystander.ExchangeAsync();
    }

    [Fact]
    public async Task Stop_ClientNeverReads_IsNotHeldUp()
    {
        var listeners = new DeafListeners(new SocketListenerFactory());
        var broker = await StartAsync(listeners);
        using var deaf = await OpenDeafAsync(broker, listeners);
        AskOnAndOn(deaf);
        var stopping = broker.DisposeAsync().AsTask();
        await Eventually.TrueAsync(() =>
        {
            // Its last words have their moments, one after the other.
            _time.Advance(TimeSpan.FromMilliseconds(100));
            return stopping.IsCompleted && deaf.Gone.IsCompleted;
        });
        await stopping;
    }

    [Fact]
    public async Task Inactivity_SilentClient_ClosedOthersStay()
    {
        await using var broker = await BrokerFixture.StartAsync(time: _time);
        await using var bystander = await Bystander.OpenAsync(broker.Address);
        await using var client = await broker.DialAsync();
        await client.NegotiateAsync(maxInactivity: TimeSpan.FromMilliseconds(600));
        await client.ConnectAsync();
        _time.Advance(TimeSpan.FromMilliseconds(400));
        await client.NextAsync<KeepAliveInfo>();
        _time.Advance(TimeSpan.FromMilliseconds(600));
        await client.Closed.WaitAsync(Eventually.Patience);
        await broker.LoggedAsync("is closed: Channel was inactive for too (>600) long.");
        await bystander.ExchangeAsync();
        Assert.Equal(1, broker.View.Router.ConnectionCount);
    }

    [Fact]
    public async Task Inactivity_ClientKeepsAlive_StaysConnected()
    {
        await using var broker = await BrokerFixture.StartAsync(time: _time);
        await using var client = await broker.DialAsync();
        await client.NegotiateAsync(maxInactivity: TimeSpan.FromMilliseconds(900));
        await client.ConnectAsync();
        for (var number = 1; number <= 20; number++)
        {
            await EchoAsync(client, number);
            _time.Advance(TimeSpan.FromMilliseconds(300));
        }

        await EchoAsync(client, number: 21);
    }

    // When the answer is there, the broker has heard of it.
    private static async Task EchoAsync(OpenWireClient client, int number)
    {
        await client.SendAsync(new KeepAliveInfo { CommandId = number, ResponseRequired = true });
        while ((await client.NextAsync<KeepAliveInfo>()).CommandId != number)
        {
            // That was one of the broker's own.
        }
    }

    private Task<BrokerFixture> StartAsync(DeafListeners listeners) => BrokerFixture.StartAsync(
        connectors: [new() { Name = "real", Uri = "tcp://127.0.0.1:0" }, new() { Name = "deaf", Uri = $"tcp://{DeafListeners.Host}:0" }],
        listeners: listeners,
        time: _time);

    private static async Task<DeafClient> OpenDeafAsync(BrokerFixture broker, DeafListeners listeners)
    {
        var deaf = new DeafClient();
        listeners.Add(deaf);
        await deaf.WriteAsync(deaf.Encode(OpenWireClient.Offer()));
        await deaf.WriteAsync(deaf.Encode(new ConnectionInfo { ConnectionId = deaf.ConnectionId, ClientId = deaf.ConnectionId }));
        await Eventually.TrueAsync(
            () => broker.View.Router.Connections.Any(connection => connection.Client.ConnectionId == deaf.ConnectionId), "It was not let in.");
        var request = deaf.Encode(new KeepAliveInfo { ResponseRequired = true });
        await Eventually.TrueAsync(() => deaf.Listens(request), "It is not listened to.");
        return deaf;
    }

    // Until the broker reads no further. How many thousand requests it took.
    private static int AskOnAndOn(DeafClient deaf)
    {
        var request = deaf.Encode(new KeepAliveInfo { ResponseRequired = true });
        var thousand = new byte[request.Length * 1000];
        for (var i = 0; i < 1000; i++) request.CopyTo(thousand, i * request.Length);
        for (var batches = 0; batches < 5000; batches++)
        {
            if (!deaf.WriteAsync(thousand).IsCompleted) return batches;
        }

        throw new InvalidOperationException("Five million requests were taken whose answers nobody reads.");
    }
}

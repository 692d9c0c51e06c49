using System.Diagnostics;
using Broker.Core.Messages;
using Broker.Core.Protocols.OpenWire;
using Broker.Tests.Fixtures;

namespace Broker.Tests.Core.Protocols;

/// <summary>Clients that do not read, or fall silent: they cost little, disturb nobody, and end.</summary>
[Trait("Category", "BadInput")]
public sealed class SlowClientTests
{
    private const int Messages = 20_000;
    private const int BodyBytes = 4096;
    private const long Spared = 48L * 1024 * 1024;

    private readonly Destination _queue = Destination.Queue("UNREAD");

    [Fact]
    public async Task Dispatch_ClientNeverReads_MemoryBoundedAndOthersGoOn()
    {
        await using var broker = await BrokerFixture.StartAsync();
        await using var bystander = await Bystander.OpenAsync(broker.Address);
        await using var deaf = await OpenDeafAsync(broker, maxInactivity: TimeSpan.FromSeconds(2));
        using var alive = new CancellationTokenSource();
        var keeping = KeepAliveAsync(deaf, alive.Token);
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
        await alive.CancelAsync();
        await keeping;
        await broker.LoggedAsync("Channel was inactive for too (>2000) long.");
        await Eventually.TrueAsync(() => queue.InFlight == 0 && queue.ConsumerCount == 0, "The silent client still holds messages.");
        Assert.Equal(Messages + 1, queue.Count);
        await bystander.ExchangeAsync();
    }

    [Fact]
    public async Task Request_ClientNeverReadsAnswers_IsReadNoFurther()
    {
        await using var broker = await BrokerFixture.StartAsync();
        await using var bystander = await Bystander.OpenAsync(broker.Address);
        var deaf = await OpenDeafAsync(broker);
        var request = deaf.Encode(new DestinationInfo
        {
            CommandId = 9,
            ResponseRequired = true,
            ConnectionId = deaf.ConnectionId,
            Destination = Destination.Queue("ASKED"),
        });
        var many = new byte[request.Length * 1000];
        for (var i = 0; i < 1000; i++) request.CopyTo(many, i * request.Length);
        var before = GC.GetTotalMemory(forceFullCollection: true);
        var sent = 0;
        for (; sent < 5_000; sent++)
        {
            var write = deaf.WriteAsync(many);
            if (await Task.WhenAny(write, Task.Delay(TimeSpan.FromSeconds(1))) != write) break;
        }

        Assert.True(sent < 5_000, "Five million requests were taken whose answers nobody reads.");
        Assert.InRange(GC.GetTotalMemory(forceFullCollection: true) - before, long.MinValue, Spared);
        await bystander.ExchangeAsync();
        await deaf.DisposeAsync();
        await Eventually.TrueAsync(() => broker.View.Connectors[0].ConnectionCount == 1, "The connection outlived its socket.");
        await bystander.ExchangeAsync();
    }

    [Fact]
    public async Task Stop_ClientNeverReads_IsNotHeldUp()
    {
        var broker = await BrokerFixture.StartAsync();
        await using var deaf = await OpenDeafAsync(broker);
        var request = deaf.Encode(new KeepAliveInfo { ResponseRequired = true });
        var many = new byte[request.Length * 10_000];
        for (var i = 0; i < 10_000; i++) request.CopyTo(many, i * request.Length);
        while (true)
        {
            var write = deaf.WriteAsync(many);
            if (await Task.WhenAny(write, Task.Delay(TimeSpan.FromSeconds(1))) != write) break;
        }

        var started = Stopwatch.GetTimestamp();
        await broker.DisposeAsync();
        Assert.InRange(Stopwatch.GetElapsedTime(started), TimeSpan.Zero, TimeSpan.FromSeconds(4));
    }

    [Fact]
    public async Task Inactivity_SilentClient_ClosedOthersStay()
    {
        await using var broker = await BrokerFixture.StartAsync();
        await using var bystander = await Bystander.OpenAsync(broker.Address);
        await using var client = await broker.DialAsync();
        await client.NegotiateAsync(maxInactivity: TimeSpan.FromMilliseconds(600));
        await client.ConnectAsync();
        await client.NextAsync<KeepAliveInfo>();
        await client.Closed.WaitAsync(Eventually.Patience);
        await broker.LoggedAsync("is closed: Channel was inactive for too (>600) long.");
        await bystander.ExchangeAsync();
        Assert.Equal(1, broker.View.Router.ConnectionCount);
    }

    [Fact]
    public async Task Inactivity_ClientKeepsAlive_StaysConnected()
    {
        await using var broker = await BrokerFixture.StartAsync();
        await using var client = await broker.DialAsync();
        await client.NegotiateAsync(maxInactivity: TimeSpan.FromMilliseconds(900));
        await client.ConnectAsync();
        for (var i = 0; i < 20; i++)
        {
            await client.SendAsync(new KeepAliveInfo());
            await Task.Delay(TimeSpan.FromMilliseconds(100));
        }

        Assert.False(client.Closed.IsCompleted);
    }

    private static async Task KeepAliveAsync(OpenWireClient client, CancellationToken cancellationToken)
    {
        while (!cancellationToken.IsCancellationRequested)
        {
            await client.SendAsync(new KeepAliveInfo());
            await Task.Delay(TimeSpan.FromMilliseconds(200), CancellationToken.None);
        }
    }

    private static async Task<OpenWireClient> OpenDeafAsync(BrokerFixture broker, TimeSpan? maxInactivity = null)
    {
        var deaf = await OpenWireClient.DialAsync(broker.Address, reads: false);
        await deaf.NegotiateAsync(maxInactivity);
        await deaf.SendAsync(deaf.Introduction());
        await Eventually.TrueAsync(
            () => broker.View.Router.Connections.Any(connection => connection.Client.ConnectionId == deaf.ConnectionId), "It was not let in.");
        return deaf;
    }
}

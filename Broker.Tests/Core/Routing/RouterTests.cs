using Broker.Core.Destinations;
using Broker.Core.Messages;
using Broker.Core.Routing;
using Broker.Tests.Fixtures;

namespace Broker.Tests.Core.Routing;

public sealed class RouterTests
{
    [Fact]
    public async Task RemoveDestination_DurableSubscriberIsAway_OnlyAnAdministratorMay()
    {
        var topic = Destination.Topic("T");
        await using var engine = new EngineFixture();
        var subscriber = engine.Connect(clientId: "away");
        await subscriber.ConsumeAsync(topic, subscriptionName: "s");
        subscriber.Disconnect();
        var client = engine.Connect();
        var error = await Assert.ThrowsAsync<InvalidDestinationException>(() => engine.Router.RemoveDestinationAsync(client.State, topic).AsTask());
        Assert.StartsWith("Destination: topic://T still has an active subscription: ", error.Message, StringComparison.Ordinal);
        await engine.Router.RemoveDestinationAsync(connection: null, topic);
        Assert.Null(engine.Directory.FindTopic(topic));
    }

    [Fact]
    public async Task Connect_ClientIdInUse_IsRefused()
    {
        await using var engine = new EngineFixture();
        engine.Connect(clientId: "C");
        var refusal = Assert.Throws<InvalidClientIdException>(() => engine.Connect(clientId: "C"));
        Assert.Contains("Client: C already connected", refusal.Message, StringComparison.Ordinal);
        Assert.Equal(1, engine.Router.ConnectionCount);
    }

    [Fact]
    public async Task Connect_SameConnectionId_TakesOverAndClosesTheOlder()
    {
        await using var engine = new EngineFixture();
        var older = engine.Connect("ID:1", "C");
        await older.SendManyAsync("Q", 2);
        await older.ConsumeAsync("Q");
        var newer = engine.Connect("ID:1", "C", failoverReconnect: true);
        Assert.NotNull(older.Sink.CloseReason);
        Assert.Equal(0, engine.Queue("Q").InFlight);
        Assert.Equal(0, engine.Queue("Q").ConsumerCount);
        older.Disconnect();
        Assert.Equal(1, engine.Router.ConnectionCount);
        Assert.Equal([1, 2], (await newer.ConsumeAsync("Q")).Numbers);
        await Assert.ThrowsAsync<OperationCanceledException>(() => older.SendAsync("Q"));
        await Assert.ThrowsAsync<OperationCanceledException>(() => older.ConsumeAsync("Q"));
    }

    [Fact]
    public async Task Connect_TakenOverWithAnotherClientId_FreesTheFormer()
    {
        await using var engine = new EngineFixture();
        engine.Connect("ID:1", "former");
        var newer = engine.Connect("ID:1", "latter");
        engine.Connect("ID:2", "former");
        newer.Disconnect();
        engine.Connect("ID:3", "latter");
        Assert.Equal(2, engine.Router.ConnectionCount);
    }

    [Fact]
    public async Task Disconnect_WithTransaction_ReturnsAllInOrder()
    {
        await using var engine = new EngineFixture();
        var client = engine.Connect();
        var other = engine.Connect();
        await client.SendManyAsync("Q", 6);
        var consumer = await client.ConsumeAsync("Q");
        var next = await other.ConsumeAsync("Q", prefetch: 3, priority: -1);
        var transaction = client.Begin();
        await client.SendAsync("Q", transaction: transaction);
        await consumer.AcknowledgeAsync(consumer.Messages[3], count: 4, transaction: transaction);
        client.Disconnect();
        Assert.Equal([1, 2, 3], next.Numbers);
        Assert.Equal(6, engine.Queue("Q").Count);
    }

    [Fact]
    public async Task RemoveSession_EndsItsConsumersAlone()
    {
        await using var engine = new EngineFixture();
        var client = engine.Connect();
        await client.SendManyAsync("Q", 2);
        await client.ConsumeAsync("Q");
        await client.AddProducerAsync(Destination.Queue("Q"));
        engine.Router.RemoveSession(client.State, new(client.State.Client.ConnectionId, 2), LastDelivered.None);
        Assert.Equal((1, 1), (client.State.ConsumerCount, client.State.ProducerCount));
        engine.Router.RemoveSession(client.State, new(client.State.Client.ConnectionId, 1), LastDelivered.None);
        Assert.Equal((0, 0), (client.State.ConsumerCount, client.State.ProducerCount));
        Assert.Equal(0, engine.Queue("Q").InFlight);
        Assert.Equal(0, engine.Queue("Q").ConsumerCount);
    }

    [Fact]
    public async Task Send_TemporaryQueueGone_IsRefused()
    {
        await using var engine = new EngineFixture();
        var owner = engine.Connect();
        var other = engine.Connect();
        var queue = new Destination(DestinationKind.TemporaryQueue, "ID:t:1");
        await Assert.ThrowsAsync<InvalidDestinationException>(() => other.SendAsync(other.Create(queue)));
        engine.Router.AddDestination(owner.State, queue);
        await other.SendAsync(other.Create(queue));
        Assert.Single((await owner.ConsumeAsync(queue)).Messages);
        owner.Disconnect();
        await Assert.ThrowsAsync<InvalidDestinationException>(() => other.SendAsync(other.Create(queue)));
        await Assert.ThrowsAsync<InvalidDestinationException>(() => other.ConsumeAsync(queue));
        Assert.Equal(0, engine.Memory.UsedBytes);
    }

    [Fact]
    public async Task RemoveDestination_HasConsumers_IsRefused()
    {
        await using var engine = new EngineFixture();
        var consumer = await engine.Connect().ConsumeAsync("Q");
        await Assert.ThrowsAsync<InvalidDestinationException>(() => engine.Router.RemoveDestinationAsync(null, Destination.Queue("Q")).AsTask());
        consumer.Close();
        await engine.Router.RemoveDestinationAsync(null, Destination.Queue("Q"));
        Assert.Null(engine.Directory.FindQueue(Destination.Queue("Q")));
    }

    [Fact]
    public async Task Subscribe_Composite_ServesBothQueues()
    {
        await using var engine = new EngineFixture();
        var client = engine.Connect();
        var consumer = await client.ConsumeAsync("A,B", prefetch: 1);
        await client.SendAsync("A");
        await client.SendAsync("B");
        await consumer.AcknowledgeOneAsync(consumer.Messages[0]);
        Assert.Equal([1, 2], consumer.Numbers);
    }
}

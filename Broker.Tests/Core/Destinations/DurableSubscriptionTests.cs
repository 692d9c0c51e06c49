using Broker.Core.Destinations;
using Broker.Core.Messages;
using Broker.Tests.Fixtures;

namespace Broker.Tests.Core.Destinations;

public sealed class DurableSubscriptionTests : IAsyncDisposable
{
    private static readonly Destination _topic = Destination.Topic("T.1");
    private readonly EngineFixture _engine = new();
    private readonly TestClient _client;

    public DurableSubscriptionTests() => _client = _engine.Connect(clientId: "C");

    public ValueTask DisposeAsync() => _engine.DisposeAsync();

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Reconnect_SentMeanwhile_GetsAll(bool persistent)
    {
        (await SubscribeAsync()).Close();
        await SendAsync(3, persistent);
        Assert.Equal([1, 2, 3], (await SubscribeAsync()).Numbers);
    }

    [Fact]
    public async Task Subscribe_SecondConsumer_IsRefused()
    {
        await SubscribeAsync();
        var refusal = await Assert.ThrowsAsync<SubscriptionInUseException>(() => SubscribeAsync());
        Assert.Equal("Durable consumer is in use for client: C and subscriptionName: S", refusal.Message);
        await Assert.ThrowsAsync<SubscriptionInUseException>(() => _engine.Router.UnsubscribeDurableAsync("C", "S").AsTask());
    }

    [Fact]
    public async Task Subscribe_OtherSelector_BeginsAnew()
    {
        (await SubscribeAsync()).Close();
        await SendAsync(2);
        var changed = await SubscribeAsync("color = 'red'");
        Assert.Empty(changed.Messages);
        await SendAsync(1, color: "red");
        Assert.Equal([3], changed.Numbers);
    }

    [Fact]
    public async Task Unsubscribe_Inactive_ForgetsItsMessages()
    {
        (await SubscribeAsync()).Close();
        await SendAsync(2);
        await _engine.Router.UnsubscribeDurableAsync("C", "S");
        Assert.Empty((await SubscribeAsync()).Messages);
        await Assert.ThrowsAsync<InvalidDestinationException>(() => _engine.Router.UnsubscribeDurableAsync("C", "none").AsTask());
    }

    [Fact]
    public async Task Subscribe_Pattern_GetsTopicsMadeLater()
    {
        (await SubscribeAsync(topic: Destination.Topic("T.>"))).Close();
        await SendAsync(1);
        Assert.Equal([1], (await SubscribeAsync(topic: Destination.Topic("T.>"))).Numbers);
    }

    [Fact]
    public async Task Send_ManyDurables_IsStoredOnceAndCountedOnce()
    {
        for (var i = 0; i < 5; i++) (await _client.ConsumeAsync(_topic, subscriptionName: "S" + i)).Close();
        var before = _engine.Persistence.NextSequence();
        await SendAsync(1);
        Assert.Equal(before + 2, _engine.Persistence.NextSequence());
        Assert.Equal(1, _engine.Statistics.Enqueued);
        Assert.All(_engine.Directory.DurableSubscriptions, durable => Assert.Equal(1, durable.Count));
    }

    [Fact]
    public async Task RemoveTopic_InactiveDurable_GoesWithIt()
    {
        (await SubscribeAsync()).Close();
        await SendAsync(2);
        await _engine.Router.RemoveDestinationAsync(null, _topic);
        Assert.Empty(_engine.Directory.DurableSubscriptions);
        Assert.Empty((await SubscribeAsync()).Messages);
        await SendAsync(1);
        Assert.Equal([3], _client.Sink.DeliveriesOf(new(_client.State.Client.ConnectionId, 1, 2)).Select(delivery => delivery.Message!.Id.ProducerSequence));
        Assert.Equal(2, _engine.Memory.UsedBytes / 1024 + 1);
    }

    [Fact]
    public async Task Disconnect_ActiveConsumer_KeepsUnacknowledged()
    {
        var consumer = await SubscribeAsync();
        await SendAsync(3);
        await consumer.AcknowledgeOneAsync(consumer.Messages[0]);
        _client.Disconnect();
        var again = await _engine.Connect(clientId: "C").ConsumeAsync(_topic, subscriptionName: "S");
        Assert.Equal([2, 3], again.Numbers);
        Assert.All(again.Deliveries, delivery => Assert.Equal(1, delivery.RedeliveryCounter));
    }

    [Fact]
    public async Task Subscribe_OtherNoLocal_BeginsAnew()
    {
        (await SubscribeAsync()).Close();
        await SendAsync(2);
        var changed = await _client.ConsumeAsync(_topic, noLocal: true, subscriptionName: "S");
        await SendAsync(1);
        var other = _engine.Connect();
        await other.SendAsync(other.Create(_topic, sequence: 9));
        Assert.Equal([9], changed.Numbers);
    }

    [Fact]
    public async Task Subscribe_Composite_GetsEveryMemberAlsoAfterARestart()
    {
        var composite = Destination.Topic("T.1,T.2,other.>");
        (await SubscribeAsync(topic: composite)).Close();
        foreach (var name in new[] { "T.1", "T.2", "T.3", "other.x" }) await _client.SendAsync(_client.Create(Destination.Topic(name)));
        await using var restarted = new EngineFixture(_engine.Persistence);
        var again = restarted.Connect(clientId: "C");
        await again.SendAsync(again.Create(Destination.Topic("T.2"), sequence: 7));
        var consumer = await again.ConsumeAsync(composite, subscriptionName: "S");
        await consumer.CountAsync(4);
        Assert.Equal([1, 2, 4, 7], consumer.Numbers);
        Assert.Null(restarted.Directory.FindTopic(composite));
    }

    [Fact]
    public async Task Subscribe_QueueAmongTheTopics_IsRefused() =>
        await Assert.ThrowsAsync<InvalidDestinationException>(() => SubscribeAsync(topic: Destination.Topic("T.1,queue://Q")));

    [Fact]
    public async Task Subscribe_TwoFirstAtOnce_MakeOneSubscription()
    {
        for (var round = 0; round < 50; round++)
        {
            var name = $"S{round}";
            using var start = new Barrier(2);
            var attempts = await Task.WhenAll(Enumerable.Range(0, 2).Select(_ => Task.Run(async () =>
            {
                start.SignalAndWait();
                try
                {
                    await _client.ConsumeAsync(_topic, subscriptionName: name);
                    return 1;
                }
                catch (SubscriptionInUseException)
                {
                    return 0;
                }
            })));
            Assert.Equal(1, attempts.Sum());
            Assert.Single(_engine.Directory.DurableSubscriptions, durable => durable.Info.Name == name);
            await SendAsync(1);
            Assert.Equal(1, _engine.Directory.FindDurable("C", name)!.Count);
        }
    }

    private Task<TestConsumer> SubscribeAsync(string? selector = null, Destination? topic = null) =>
        _client.ConsumeAsync(topic ?? _topic, selector: selector, subscriptionName: "S");

    private async Task SendAsync(int count, bool persistent = true, string? color = null)
    {
        for (var i = 0; i < count; i++) await _client.SendAsync(_client.Create(_topic, persistent, color: color));
    }
}

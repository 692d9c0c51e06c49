using Broker.Core.Configuration;
using Broker.Core.Destinations;
using Broker.Core.Messages;
using Broker.Tests.Fixtures;

namespace Broker.Tests.Core.Destinations;

/// <summary>One consumer of queues and topics together.</summary>
public sealed class MixedSubscriptionTests : IAsyncDisposable
{
    private static readonly Destination _mixed = Destination.Queue("Q,topic://T");

    private readonly EngineFixture _engine = new();
    private readonly TestClient _client;
    private readonly TestClient _other;

    public MixedSubscriptionTests()
    {
        _client = _engine.Connect();
        _other = _engine.Connect();
    }

    public ValueTask DisposeAsync() => _engine.DisposeAsync();

    [Theory]
    [InlineData("queue://Q,topic://T", DestinationKind.Queue)]
    [InlineData("Q,topic://T", DestinationKind.Queue)]
    [InlineData("T,queue://Q", DestinationKind.Topic)]
    [InlineData("queue://Q,queue://Q2,T,topic://T2", DestinationKind.Topic)]
    public async Task Deliver_EveryMember_InTheOrderSent(string name, DestinationKind kind)
    {
        var consumer = await _client.ConsumeAsync(new Destination(kind, name));
        Destination[] members = [Destination.Queue("Q"), Destination.Topic("T"), Destination.Topic("T"), Destination.Queue("Q")];
        foreach (var member in members) await _other.SendAsync(_other.Create(member));
        Assert.Equal(members, consumer.Messages.Select(message => message.Destination));
        Assert.Equal((1, 1), (_engine.Queue("Q").ConsumerCount, _engine.Directory.FindTopic(Destination.Topic("T"))!.ConsumerCount));
    }

    [Fact]
    public async Task Acknowledge_RangeOfBoth_EachPartGetsItsOwn()
    {
        var consumer = await _client.ConsumeAsync(_mixed);
        await SendAsync("qttqtq");
        await consumer.AcknowledgeAsync(consumer.Messages[4], consumer.Messages[1], count: 4);
        Assert.Equal((2L, 2), (_engine.Queue("Q").Count, consumer.Subscription.Observe().InFlight));
        await consumer.AcknowledgeAsync(consumer.Messages[5], count: 2);
        Assert.Equal((0L, 0), (_engine.Queue("Q").Count, consumer.Subscription.Observe().InFlight));
        Assert.Equal(new ConsumerTraffic(6, 6, 6), consumer.Subscription.Traffic);
    }

    [Fact]
    public async Task Acknowledge_OneByOne_InWhateverOrder()
    {
        var consumer = await _client.ConsumeAsync(_mixed);
        await SendAsync("qtqt");
        foreach (var at in (int[])[3, 0, 2, 1]) await consumer.AcknowledgeAsync(consumer.Messages[at], kind: AcknowledgeKind.Individual);
        Assert.Equal((0L, 0), (_engine.Queue("Q").Count, consumer.Subscription.Observe().InFlight));
        await Assert.ThrowsAsync<UnmatchedAcknowledgeException>(() => consumer.AcknowledgeOneAsync(consumer.Messages[0]));
    }

    [Fact]
    public async Task Acknowledge_OneMessageThatCameTwice_IsAcknowledgedTwice()
    {
        var consumer = await _client.ConsumeAsync(_mixed);
        await _other.SendAsync(_other.Create(Destination.Queue("Q,topic://T")));
        Assert.Equal(2, consumer.Messages.Count);
        Assert.Equal(consumer.Messages[0].Id, consumer.Messages[1].Id);
        await consumer.AcknowledgeOneAsync(consumer.Messages[0]);
        Assert.Equal(1, consumer.Subscription.Observe().InFlight);
        await consumer.AcknowledgeOneAsync(consumer.Messages[1]);
        Assert.Equal((0L, 0), (_engine.Queue("Q").Count, consumer.Subscription.Observe().InFlight));

        await _other.SendAsync(_other.Create(Destination.Queue("Q,topic://T")));
        await consumer.AcknowledgeAsync(consumer.Messages[3], consumer.Messages[2], count: 2);
        Assert.Equal((0L, 0), (_engine.Queue("Q").Count, consumer.Subscription.Observe().InFlight));
    }

    [Fact]
    public async Task Acknowledge_Poison_TheQueuesMessageIsBuried()
    {
        var consumer = await _client.ConsumeAsync(_mixed);
        await SendAsync("tq");
        await consumer.AcknowledgeAsync(consumer.Messages[1], consumer.Messages[1], AcknowledgeKind.Poison);
        await Eventually.TrueAsync(() => _engine.Queue("ActiveMQ.DLQ").Count == 1);
        Assert.Equal((0L, 1), (_engine.Queue("Q").Count, consumer.Subscription.Observe().InFlight));
    }

    [Fact]
    public async Task Prefetch_IsThatOfEachPart()
    {
        var consumer = await _client.ConsumeAsync(_mixed, prefetch: 2);
        await SendAsync("qqqttt");
        Assert.Equal([true, true, false, false], consumer.Messages.Select(message => message.Destination.IsQueue));
        await consumer.AcknowledgeAsync(consumer.Messages[2], consumer.Messages[2]);
        Assert.Equal([false], consumer.Messages[4..].Select(message => message.Destination.IsQueue));
        await consumer.AcknowledgeAsync(consumer.Messages[1], kind: AcknowledgeKind.Delivered, count: 2);
        Assert.Equal(6, consumer.Messages.Count);
    }

    [Fact]
    public async Task Prefetch_PolicyOfOnePartIsSmaller_ClientIsToldThat()
    {
        await using var engine = new EngineFixture(policies: new DestinationPolicy { Topic = "T", TopicPrefetch = 3 });
        var client = engine.Connect();
        var consumer = await client.ConsumeAsync(new Destination(DestinationKind.Topic, "T,queue://Q"), prefetch: DestinationPolicy.DefaultTopicPrefetch);
        Assert.Equal(3, client.Sink.PrefetchOf(consumer.Id));
    }

    [Fact]
    public async Task Pull_PrefetchIsZero_OneMessageForEach()
    {
        var consumer = await _client.ConsumeAsync(_mixed, prefetch: 0);
        await SendAsync("qtq");
        Assert.Empty(consumer.Deliveries);
        for (var pulled = 1; pulled <= 3; pulled++)
        {
            consumer.Subscription.Pull(TimeSpan.Zero);
            Assert.Equal(pulled, consumer.Messages.Count);
        }

        await consumer.AcknowledgeAsync(consumer.Messages[2], consumer.Messages[0], count: 3);
        Assert.Equal((0L, 0), (_engine.Queue("Q").Count, consumer.Subscription.Observe().InFlight));
        consumer.Subscription.Pull(TimeSpan.FromSeconds(1));
        _engine.Time.Advance(TimeSpan.FromSeconds(2));
        await Eventually.TrueAsync(() => consumer.Deliveries.Count == 4);
        Assert.Null(consumer.Deliveries[3].Message);
        await SendAsync("t");
        Assert.Equal(4, consumer.Deliveries.Count);
        consumer.Subscription.Pull(TimeSpan.FromMilliseconds(-1));
        await Eventually.TrueAsync(() => consumer.Messages.Count == 4);
        consumer.Subscription.Pull(TimeSpan.FromMilliseconds(-1));
        await Eventually.TrueAsync(() => consumer.Deliveries.Count == 6);
        Assert.Null(consumer.Deliveries[5].Message);
    }

    [Fact]
    public async Task Deliver_OutboxIsFull_GoesOnLater()
    {
        var consumer = await _client.ConsumeAsync(_mixed);
        _client.Sink.Fill();
        await SendAsync("qt");
        Assert.Empty(consumer.Messages);
        _client.Sink.Drain(_client.State);
        Assert.Equal(2, consumer.Messages.Count);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Transaction_AcknowledgesBoth_DecidesBoth(bool commits)
    {
        var consumer = await _client.ConsumeAsync(_mixed);
        await SendAsync("qtqt");
        var transaction = _client.Begin();
        await consumer.AcknowledgeAsync(consumer.Messages[1], consumer.Messages[0], count: 2, transaction: transaction);
        await consumer.AcknowledgeAsync(consumer.Messages[3], consumer.Messages[2], count: 2, transaction: transaction);
        Assert.Equal(2, _engine.Queue("Q").Count);
        if (commits)
        {
            await _client.CommitAsync(transaction);
        }
        else
        {
            // The client delivers them to its application again, and acknowledges them again.
            _client.Rollback(transaction);
            transaction = _client.Begin();
            await consumer.AcknowledgeAsync(consumer.Messages[3], consumer.Messages[0], count: 4, transaction: transaction);
            await _client.CommitAsync(transaction);
        }

        Assert.Equal((0L, 0), (_engine.Queue("Q").Count, consumer.Subscription.Observe().InFlight));
        await Assert.ThrowsAsync<UnmatchedAcknowledgeException>(() => consumer.AcknowledgeOneAsync(consumer.Messages[0]));
    }

    [Fact]
    public async Task Transaction_OneMessageThatCameTwice_IsAcknowledgedTwice()
    {
        var consumer = await _client.ConsumeAsync(_mixed);
        await _other.SendAsync(_other.Create(_mixed));
        var transaction = _client.Begin();
        await consumer.AcknowledgeOneAsync(consumer.Messages[0], transaction);
        await consumer.AcknowledgeOneAsync(consumer.Messages[1], transaction);
        await _client.CommitAsync(transaction);
        Assert.Equal((0L, 0), (_engine.Queue("Q").Count, consumer.Subscription.Observe().InFlight));
    }

    [Fact]
    public async Task Close_QueuesMessagesGoBackAndNobodyIsLeft()
    {
        var consumer = await _client.ConsumeAsync(_mixed);
        await SendAsync("qt");
        consumer.Close();
        Assert.Equal((0, 0), (_engine.Queue("Q").ConsumerCount, _engine.Directory.FindTopic(Destination.Topic("T"))!.ConsumerCount));
        Assert.Single((await _other.ConsumeAsync("Q")).Messages);
    }

    [Fact]
    public async Task Patterns_DestinationsMadeLater_AreServed()
    {
        var consumer = await _client.ConsumeAsync(Destination.Queue("Q.>,topic://T.*"), selector: "color = 'red'");
        await _other.SendAsync(_other.Create(Destination.Queue("Q.1"), color: "red"));
        await _other.SendAsync(_other.Create(Destination.Topic("T.1"), color: "blue"));
        await _other.SendAsync(_other.Create(Destination.Topic("T.1"), color: "red"));
        Assert.Equal([Destination.Queue("Q.1"), Destination.Topic("T.1")], consumer.Messages.Select(message => message.Destination));
    }

    [Fact]
    public async Task NoLocal_LeavesOutTopicsMessagesAlone()
    {
        var consumer = await _client.ConsumeAsync(_mixed, noLocal: true);
        await _client.SendAsync(_client.Create(Destination.Topic("T")));
        await _client.SendAsync("Q");
        Assert.Equal([Destination.Queue("Q")], consumer.Messages.Select(message => message.Destination));
    }

    [Fact]
    public async Task Subscribe_DurableOrBrowsing_IsRefused()
    {
        var durable = await Assert.ThrowsAsync<InvalidDestinationException>(() => _client.ConsumeAsync(new Destination(DestinationKind.Topic, "T,queue://Q"), subscriptionName: "S"));
        Assert.Contains("durable subscriptions are for topics", durable.Message, StringComparison.Ordinal);
        var browser = await Assert.ThrowsAsync<InvalidDestinationException>(() => _client.ConsumeAsync(_mixed, browser: true));
        Assert.Contains("only queues can be browsed", browser.Message, StringComparison.Ordinal);
    }

    private async Task SendAsync(string kinds)
    {
        foreach (var kind in kinds) await _other.SendAsync(_other.Create(kind == 'q' ? Destination.Queue("Q") : Destination.Topic("T")));
    }
}

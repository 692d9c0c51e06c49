using Broker.Core.Destinations;
using Broker.Core.Messages;
using Broker.Tests.Fixtures;

namespace Broker.Tests.Core.Destinations;

/// <summary>Prefetch that a policy gives to those who have not chosen one, and that clients change.</summary>
public sealed class PrefetchPolicyTests : IAsyncDisposable
{
    private readonly EngineFixture _engine = new(policies:
    [
        new() { Queue = ">", QueuePrefetch = 2, QueueBrowserPrefetch = 3 },
        new() { Queue = "PULL", QueuePrefetch = 0 },
        new() { Queue = "STRICT", UsePrefetchExtension = false },
        new() { Topic = ">", TopicPrefetch = 4, DurableTopicPrefetch = 5 },
        new() { Topic = "STRICT", UsePrefetchExtension = false },
        new() { Topic = "PLAIN" },
    ]);

    private readonly TestClient _client;

    public PrefetchPolicyTests() => _client = _engine.Connect();

    public ValueTask DisposeAsync() => _engine.DisposeAsync();

    [Theory]
    [InlineData("queue://Q", 1000, false, null, 2)]
    [InlineData("queue://Q", 999, false, null, null)]
    [InlineData("queue://Q", 0, false, null, null)]
    [InlineData("queue://Q,queue://R", 1000, false, null, 2)]
    [InlineData("queue://A.>", 1000, false, null, 2)]
    [InlineData("queue://PULL", 1000, false, null, 0)]
    [InlineData("queue://STRICT", 1000, false, null, null)]
    [InlineData("queue://Q", 500, true, null, 3)]
    [InlineData("queue://Q", 1000, true, null, null)]
    [InlineData("topic://T", 32767, false, null, 4)]
    [InlineData("topic://T", 32766, false, null, 4)]
    [InlineData("topic://T", 100, false, null, null)]
    [InlineData("topic://T", 100, false, "S", 5)]
    [InlineData("topic://T", 1000, false, "S", 5)]
    [InlineData("topic://T", 50, false, "S", null)]
    [InlineData("topic://PLAIN", 32766, false, null, null)]
    [InlineData("topic://PLAIN", 1000, false, "S", null)]
    public async Task Subscribe_ClientsDefault_GetsThePolicysAndIsTold(string destination, int asked, bool browser, string? name, int? told)
    {
        var consumer = await _client.ConsumeAsync(Destination.Parse(destination), asked, browser: browser, subscriptionName: name);
        Assert.Equal(told, _client.Sink.PrefetchOf(consumer.Id));
        Assert.Equal(told ?? asked, consumer.Subscription.Observe().Prefetch);
    }

    [Fact]
    public async Task Subscribe_PolicysPrefetch_IsKept()
    {
        await _client.SendManyAsync("Q", 5);
        var consumer = await _client.ConsumeAsync("Q");
        Assert.Equal([1, 2], consumer.Numbers);
    }

    [Fact]
    public async Task SetPrefetch_ByTheClient_HoldsAtOnce()
    {
        await _client.SendManyAsync("Q", 5);
        var consumer = await _client.ConsumeAsync("Q", prefetch: 1);
        _engine.Router.SetPrefetch(_client.State, consumer.Id, 4);
        Assert.Equal([1, 2, 3, 4], consumer.Numbers);
        Assert.Null(_client.Sink.PrefetchOf(consumer.Id));
    }

    [Fact]
    public async Task SetPrefetch_ClientsDefault_ThePolicyStandsAgain()
    {
        await _client.SendManyAsync("Q", 5);
        var consumer = await _client.ConsumeAsync("Q", prefetch: 0);
        _engine.Router.SetPrefetch(_client.State, consumer.Id, 1000);
        Assert.Equal([1, 2], consumer.Numbers);
        Assert.Equal(2, _client.Sink.PrefetchOf(consumer.Id));
    }

    [Fact]
    public async Task SetPrefetch_Negative_IsRefused()
    {
        var consumer = await _client.ConsumeAsync("Q");
        Assert.Throws<ArgumentOutOfRangeException>(() => _engine.Router.SetPrefetch(_client.State, consumer.Id, -1));
    }

    [Fact]
    public void SetPrefetch_UnknownConsumer_IsIgnored() =>
        _engine.Router.SetPrefetch(_client.State, new(_client.State.Client.ConnectionId, 9, 9), 5);

    [Theory]
    [InlineData("Q", 4)]
    [InlineData("STRICT", 2)]
    public async Task UsePrefetchExtension_ReportedMessages_LeaveRoomForMore(string queue, int expected)
    {
        await _client.SendManyAsync(queue, 6);
        var consumer = await _client.ConsumeAsync(queue, prefetch: 2);
        await consumer.AcknowledgeAsync(consumer.Messages[1], kind: AcknowledgeKind.Delivered, count: 2);
        Assert.Equal(expected, consumer.Numbers.Count);
    }

    [Theory]
    [InlineData("Q", 4)]
    [InlineData("STRICT", 2)]
    public async Task UsePrefetchExtension_AcknowledgedInATransaction_LeavesRoomForMore(string queue, int expected)
    {
        await _client.SendManyAsync(queue, 6);
        var consumer = await _client.ConsumeAsync(queue, prefetch: 2);
        var transaction = _client.Begin();
        await consumer.AcknowledgeAsync(consumer.Messages[1], count: 2, transaction: transaction);
        Assert.Equal(expected, consumer.Numbers.Count);
        await Eventually.DoneAsync(_client.CommitAsync(transaction));
        Assert.Equal(4, consumer.Numbers.Count);
    }

    [Theory]
    [InlineData("T", 4)]
    [InlineData("STRICT", 2)]
    public async Task UsePrefetchExtension_Topic_ReportedMessagesLeaveRoomForMore(string topic, int expected)
    {
        var consumer = await _client.ConsumeAsync(Destination.Topic(topic), prefetch: 2);
        for (var i = 0; i < 6; i++) await _client.SendAsync(_client.Create(Destination.Topic(topic)));
        await consumer.AcknowledgeAsync(consumer.Messages[1], kind: AcknowledgeKind.Delivered, count: 2);
        Assert.Equal(expected, consumer.Numbers.Count);
    }
}

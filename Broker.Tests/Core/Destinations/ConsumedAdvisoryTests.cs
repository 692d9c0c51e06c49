using Broker.Core.Configuration;
using Broker.Core.Destinations;
using Broker.Core.Messages;
using Broker.Tests.Fixtures;

namespace Broker.Tests.Core.Destinations;

/// <summary>What is told of messages that topic consumers without a durable subscription have consumed.</summary>
public sealed class ConsumedAdvisoryTests : IAsyncDisposable
{
    private static readonly Destination _topic = Destination.Topic("T");

    private readonly EngineFixture _engine = new(policies: new DestinationPolicy { Topic = "T", Advisories = new() { ForConsumed = true } });
    private readonly TestClient _client;

    public ConsumedAdvisoryTests() => _client = _engine.Connect();

    public ValueTask DisposeAsync() => _engine.DisposeAsync();

    [Fact]
    public async Task Acknowledge_Range_EachIsToldInOrder()
    {
        var told = await ListenAsync();
        var consumer = await _client.ConsumeAsync(_topic);
        await SendAsync(3);
        Assert.Empty(told.Messages);
        await consumer.AcknowledgeAsync(consumer.Messages[1], count: 2);
        Assert.Equal(consumer.Messages.Take(2).Select(message => message.Id), told.Messages.Select(IdWithin));
        await consumer.AcknowledgeAsync(consumer.Messages[2], kind: AcknowledgeKind.Delivered);
        await consumer.AcknowledgeAsync(consumer.Messages[2], kind: AcknowledgeKind.Expired);
        Assert.Equal(2, told.Messages.Count);
        Assert.Equal(3, consumer.Subscription.Traffic.Dequeued);
    }

    [Fact]
    public async Task Acknowledge_SeveralConsumers_EachIsTold()
    {
        var told = await ListenAsync();
        TestConsumer[] consumers = [await _client.ConsumeAsync(_topic), await _client.ConsumeAsync(_topic)];
        await SendAsync(1);
        foreach (var consumer in consumers) await consumer.AcknowledgeOneAsync(consumer.Messages[0]);
        Assert.Equal(2, told.Messages.Count);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Acknowledge_InATransaction_IsToldWithItsCommitAlone(bool commits)
    {
        var told = await ListenAsync();
        var consumer = await _client.ConsumeAsync(_topic);
        await SendAsync(1);
        var transaction = _client.Begin();
        await consumer.AcknowledgeOneAsync(consumer.Messages[0], transaction);
        Assert.Empty(told.Messages);
        if (commits) await _client.CommitAsync(transaction);
        else _client.Rollback(transaction);
        Assert.Equal(commits ? 1 : 0, told.Messages.Count);
    }

    [Fact]
    public async Task Acknowledge_PolicyDoesNotAsk_IsNotTold()
    {
        var told = await _client.ConsumeAsync(Destination.Topic("ActiveMQ.Advisory.MessageConsumed.Topic.Other"));
        var consumer = await _client.ConsumeAsync(Destination.Topic("Other"));
        await _client.SendAsync(_client.Create(Destination.Topic("Other")));
        await consumer.AcknowledgeOneAsync(consumer.Messages[0]);
        Assert.Empty(told.Messages);
    }

    private static MessageId IdWithin(Message advisory) => ((Advisory.OfMessage)advisory.DataStructure!).Message.Id;

    private Task<TestConsumer> ListenAsync() => _client.ConsumeAsync(Destination.Topic("ActiveMQ.Advisory.MessageConsumed.Topic.T"));

    private async Task SendAsync(int count)
    {
        for (var i = 0; i < count; i++) await _client.SendAsync(_client.Create(_topic));
    }
}

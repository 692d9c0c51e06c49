using Broker.Core.Messages;
using Broker.Tests.Fixtures;

namespace Broker.Tests.Core.Routing;

/// <summary>Answers to messages that ask for statistics. Clients read a map's entries with the getter of the type that ActiveMQ writes, and no other.</summary>
public sealed class RouterStatisticsTests : IAsyncDisposable
{
    private readonly EngineFixture _engine = new();

    public ValueTask DisposeAsync() => _engine.DisposeAsync();

    [Fact]
    public async Task AskedForTheBroker_TypesAreActiveMqs()
    {
        await _engine.Connect().SendManyAsync("Q", 3);
        var answer = await AskAsync("Broker");
        Assert.Equal(3L, answer["size"]);
        Assert.All(["enqueueCount", "dequeueCount", "dispatchCount", "expiredCount", "inflightCount", "consumerCount", "producerCount"], key => Assert.IsType<long>(answer[key]));
        Assert.All(["memoryUsage", "memoryLimit", "storeUsage", "storeLimit", "tempUsage", "tempLimit"], key => Assert.IsType<long>(answer[key]));
        Assert.All(["memoryPercentUsage", "storePercentUsage", "tempPercentUsage"], key => Assert.IsType<int>(answer[key]));
        Assert.True(Assert.IsType<long>(answer["averageMessageSize"]) > 0);
    }

    [Fact]
    public async Task AskedForAQueue_TypesAreActiveMqs()
    {
        await _engine.Connect().SendManyAsync("Q", 3);
        var answer = await AskAsync("Destination.Q");
        Assert.Equal("queue://Q", answer["destinationName"]);
        Assert.True(Assert.IsType<long>(answer["averageMessageSize"]) > 0);
    }

    [Fact]
    public async Task AskedForAQueueThatIsEmpty_AverageIsZero()
    {
        _engine.Queue("Q");
        Assert.Equal(0L, (await AskAsync("Destination.Q"))["averageMessageSize"]);
    }

    [Fact]
    public async Task AskedForSubscriptions_BrokerIsNamed()
    {
        await _engine.Connect().ConsumeAsync(Destination.Topic("T"));
        var answer = await AskAsync("Subscription");
        Assert.Equal(("broker", "ID:broker", "topic://T"), (answer["brokerName"], answer["brokerId"], answer["destinationName"]));
    }

    private async Task<Dictionary<string, object?>> AskAsync(string what)
    {
        var client = _engine.Connect();
        var replies = await client.ConsumeAsync("Replies");
        await client.SendAsync(new Message
        {
            Destination = Destination.Queue("ActiveMQ.Statistics." + what),
            ReplyTo = Destination.Queue("Replies"),
            Id = new(client.ProducerId, 1),
            Producer = client.ProducerId,
        });
        await replies.CountAsync(1);
        return MessageProperties.ReadAll(replies.Messages[0].Content);
    }
}

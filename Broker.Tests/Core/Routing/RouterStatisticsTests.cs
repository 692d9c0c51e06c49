using Broker.Core.Configuration;
using Broker.Core.Destinations;
using Broker.Core.Messages;
using Broker.Core.Routing;
using Broker.Tests.Fixtures;

namespace Broker.Tests.Core.Routing;

/// <summary>Answers to questions about statistics, key by key and type by type as ActiveMQ's plugin gives them.</summary>
public sealed class RouterStatisticsTests : IAsyncDisposable
{
    private static readonly RouterOptions _options = EngineFixture.Options with { TlsUrl = "ssl://host:2", DataDirectory = "data" };

    private readonly EngineFixture _engine = new(options: _options, policies: new DestinationPolicy { Queue = "Small", MemoryLimit = 2000 });

    public ValueTask DisposeAsync() => _engine.DisposeAsync();

    [Fact]
    public async Task Broker_EveryKey_HasItsType()
    {
        var reply = await AskAsync("Broker");
        Assert.Equal(
            [
                "averageEnqueueTime Double", "averageMessageSize Int64", "brokerId String", "brokerName String", "consumerCount Int64", "dataDirectory String",
                "dequeueCount Int64", "dispatchCount Int64", "enqueueCount Int64", "expiredCount Int64", "inflightCount Int64", "maxEnqueueTime Double",
                "memoryLimit Int64", "memoryPercentUsage Int32", "memoryUsage Int64", "messagesCached Int64", "minEnqueueTime Double", "openwire String",
                "producerCount Int64", "size Int64", "ssl String", "stomp String", "stomp+ssl String", "storeLimit Int64", "storePercentUsage Int32",
                "storeUsage Int64", "tempLimit Int64", "tempPercentUsage Int32", "tempUsage Int64", "vm String",
            ],
            Types(reply));
        Assert.Equal(("tcp://host:1", "ssl://host:2", "", "data"), (reply["openwire"], reply["ssl"], reply["stomp"], reply["dataDirectory"]));
    }

    [Fact]
    public async Task Destination_EveryKey_HasItsType()
    {
        await _engine.Connect().SendAsync("Q");
        var reply = await AskAsync("Destination.Q", "ActiveMQ.Statistics.Destination.Include.First.Message.Timestamp");
        Assert.Equal(
            [
                "averageEnqueueTime Double", "averageMessageSize Int64", "brokerId String", "brokerName String", "consumerCount Int64", "dequeueCount Int64",
                "destinationName String", "dispatchCount Int64", "enqueueCount Int64", "expiredCount Int64", "firstMessageTimestamp Int64", "inflightCount Int64",
                "maxEnqueueTime Double", "memoryLimit Int64", "memoryPercentUsage Int32", "memoryUsage Int64", "messagesCached Int64", "minEnqueueTime Double",
                "producerCount Int64", "size Int64", "storeLimit Int64", "storePercentUsage Int32", "storeUsage Int64", "tempLimit Int64",
                "tempPercentUsage Int32", "tempUsage Int64",
            ],
            Types(reply));
    }

    [Fact]
    public async Task Subscription_EveryKey_HasItsType()
    {
        var reply = await AskAsync("Subscription");
        Assert.Equal(
            [
                "brokerId String", "brokerName String", "clientId String", "connectionId String", "dequeueCounter Int64", "destinationName String",
                "dispatchedCounter Int64", "dispatchedQueueSize Int64", "enqueueCounter Int64", "exclusive Boolean", "maximumPendingMessageLimit Int32",
                "prefetchSize Int32", "retroactive Boolean", "selector null", "sessionId Int64", "slowConsumer Boolean",
            ],
            Types(reply));
    }

    [Fact]
    public async Task EnqueueTimes_AreFromArrivalToDispatch()
    {
        var client = _engine.Connect();
        await client.SendAsync("Q");
        _engine.Time.Advance(TimeSpan.FromMilliseconds(40));
        await client.SendAsync("Q");
        _engine.Time.Advance(TimeSpan.FromMilliseconds(10));
        await client.ConsumeAsync("Q");
        var reply = await AskAsync("Destination.Q");
        Assert.Equal((30.0, 50.0, 10.0), (reply["averageEnqueueTime"], reply["maxEnqueueTime"], reply["minEnqueueTime"]));
        var times = _engine.Queue("Q").Statistics.HoldTimes;
        Assert.Equal((2L, 10L, 50L), (times.Count, times.Shortest, times.Longest));
        Assert.True(_engine.Statistics.HoldTimes.Longest >= 50);
        await AskAsync("Broker", "ActiveMQ.Statistics.Broker.Reset");
        Assert.Equal(0, times.Count);
    }

    [Fact]
    public async Task MessagesCached_OfAQueue_AreThoseInMemory()
    {
        var client = _engine.Connect();
        await client.SendManyAsync("Small", 20);
        var queue = _engine.Queue("Small");
        var reply = await AskAsync("Destination.Small");
        Assert.InRange((long)reply["messagesCached"]!, 1, 5);
        Assert.Equal((20L, queue.HeldCount, queue.HeldBytes, 2000L), (reply["size"], reply["messagesCached"], reply["memoryUsage"], reply["memoryLimit"]));
        var consumer = await client.ConsumeAsync("Small");
        await consumer.CountAsync(20);
        Assert.Equal(20, queue.HeldCount);
        await consumer.AcknowledgeAsync(consumer.Messages[^1], count: 20);
        Assert.Equal((0L, 0L), (queue.HeldCount, queue.HeldBytes));
    }

    [Fact]
    public async Task Subscription_OfAQueue_CountsWhatItHad()
    {
        var client = _engine.Connect();
        await client.SendManyAsync("Q", 3);
        var consumer = await client.ConsumeAsync("Q", prefetch: 2);
        await consumer.AcknowledgeOneAsync(consumer.Messages[0]);
        Assert.Equal(new ConsumerTraffic(3, 3, 1), consumer.Subscription.Traffic);
        var transaction = client.Begin();
        await consumer.AcknowledgeOneAsync(consumer.Messages[1], transaction);
        Assert.Equal(1, consumer.Subscription.Traffic.Dequeued);
        await client.CommitAsync(transaction);
        Assert.Equal(2, consumer.Subscription.Traffic.Dequeued);
    }

    private static IEnumerable<string> Types(Dictionary<string, object?> reply) =>
        reply.Select(pair => $"{pair.Key} {pair.Value?.GetType().Name ?? "null"}").Order(StringComparer.Ordinal);

    private async Task<Dictionary<string, object?>> AskAsync(string about, string? flag = null)
    {
        var client = _engine.Connect();
        var replies = await client.ConsumeAsync("Replies");
        var request = client.Create(Destination.Queue($"ActiveMQ.Statistics.{about}"));
        request.ReplyTo = Destination.Queue("Replies");
        request.CorrelationId = "c";
        if (flag is not null) request.Properties = MessageProperties.Append(request.Properties, [KeyValuePair.Create<string, object?>(flag, true)]);
        await client.SendAsync(request);
        var reply = replies.Messages[0];
        Assert.Equal(("c", "Advisory", MessageKind.Map, false), (reply.CorrelationId, reply.Type, reply.Kind, reply.Persistent));
        replies.Close(LastDelivered.None);
        await _engine.Queue("Replies").PurgeAsync(CancellationToken.None);
        return MessageProperties.ReadAll(reply.Content);
    }
}

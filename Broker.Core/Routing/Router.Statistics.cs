using Broker.Core.Destinations;
using Broker.Core.Diagnostics;
using Broker.Core.Messages;

namespace Broker.Core.Routing;

/// <content>
/// Answers messages to ActiveMQ.Statistics.Broker, .Destination.NAME and .Subscription with map messages to their JMSReplyTo. Source: behaviours B20.
/// </content>
public sealed partial class Router
{
    private const string StatisticsPrefix = "ActiveMQ.Statistics.";
    private const string OfBroker = StatisticsPrefix + "Broker";
    private const string OfDestination = StatisticsPrefix + "Destination";
    private const string OfSubscription = StatisticsPrefix + "Subscription";
    private const string ResetFlag = ".Reset";
    private const string EndFlag = ".List.End.With.Null";
    private const string FirstTimestampFlag = ".Include.First.Message.Timestamp";

    // Empty, as ActiveMQ tells of what a broker does not listen to.
    private static readonly KeyValuePair<string, object?>[] _noTransports = [new("stomp", ""), new("stomp+ssl", ""), new("vm", "")];

    private long _statisticsReplies;

    /// <summary>Sends that wait on disk, and their limit. Default: none.</summary>
    public Func<BrokerUsage> TempUsage { get; init; } = static () => default;

    private static bool IsStatistics(Message message) =>
        message.ReplyTo is not null && message.Destination.Name.StartsWith(StatisticsPrefix, StringComparison.OrdinalIgnoreCase);

    /// <returns>Null: it asks for nothing that is known, and is a message like any other.</returns>
    private ValueTask? AnswerStatistics(Message request)
    {
        var name = request.Destination.Name;
        if (name.StartsWith(OfDestination, StringComparison.OrdinalIgnoreCase)) return new(AnswerDestinationsAsync(request, name[OfDestination.Length..]));
        if (name.StartsWith(OfSubscription, StringComparison.OrdinalIgnoreCase)) return new(AnswerSubscriptionsAsync(request));
        if (name.StartsWith(OfBroker, StringComparison.OrdinalIgnoreCase)) return new(AnswerBrokerAsync(request, name[OfBroker.Length..]));
        return null;
    }

    private async Task AnswerBrokerAsync(Message request, string rest)
    {
        if (HasFlag(request, OfBroker, ResetFlag, ref rest)) _directory.ResetStatistics();
        await ReplyAsync(request, DescribeBroker()).ConfigureAwait(false);
    }

    private async Task AnswerDestinationsAsync(Message request, string rest)
    {
        var endsWithNull = HasFlag(request, OfDestination, EndFlag, ref rest);
        var withFirst = HasFlag(request, OfDestination, FirstTimestampFlag, ref rest);
        var pattern = rest.TrimStart('.');
        if (pattern.Length > 0)
        {
            foreach (var member in new Destination(request.Destination.Kind, pattern).Members())
            {
                foreach (var (queue, topic) in Matching(member)) await ReplyAsync(request, await DescribeAsync(queue, topic, withFirst).ConfigureAwait(false)).ConfigureAwait(false);
            }
        }

        if (endsWithNull) await ReplyAsync(request, []).ConfigureAwait(false);
    }

    private async Task AnswerSubscriptionsAsync(Message request)
    {
        foreach (var connection in Connections)
        {
            foreach (var subscription in connection.CopySubscriptions())
            {
                if (!DestinationDirectory.IsAdvisory(subscription.Options.Destination)) await ReplyAsync(request, Describe(subscription)).ConfigureAwait(false);
            }
        }
    }

    // A property of that name, or a part of the destination's: ActiveMQ's versions differ.
    private static bool HasFlag(Message request, string name, string flag, ref string rest)
    {
        var at = rest.IndexOf(flag, StringComparison.OrdinalIgnoreCase);
        if (at >= 0) rest = rest.Remove(at, flag.Length);
        return at >= 0 || MessageProperties.TryFind(request.Properties, name + flag, out _, out _);
    }

    private IEnumerable<(Queue? Queue, Topic? Topic)> Matching(Destination wanted)
    {
        var pattern = new DestinationPattern(wanted.Name);
        if (wanted.IsQueue) return _directory.Queues.Where(queue => pattern.Matches(queue.Destination.Name)).Select(queue => ((Queue?)queue, (Topic?)null));
        return _directory.Topics.Where(topic => !topic.Destination.IsAdvisory && pattern.Matches(topic.Destination.Name)).Select(topic => ((Queue?)null, (Topic?)topic));
    }

    private List<KeyValuePair<string, object?>> DescribeBroker()
    {
        var (messages, bytes, inFlight, held, consumers, producers) = (0L, 0L, 0L, 0L, 0L, 0L);
        foreach (var queue in _directory.Queues)
        {
            messages += queue.Count;
            held += queue.HeldCount;
            bytes += queue.SizeBytes;
            inFlight += queue.InFlight;
        }

        foreach (var connection in Connections)
        {
            consumers += connection.ConsumerCount;
            producers += connection.ProducerCount;
        }

        var statistics = _directory.Statistics;
        return
        [
            .. Identity(), new("size", messages), .. Usage("memory", new(_directory.Memory.UsedBytes, _directory.Memory.LimitBytes)), .. StoreUsages(),
            new("enqueueCount", statistics.Enqueued), new("dequeueCount", statistics.Dequeued), new("dispatchCount", statistics.Dispatched),
            new("expiredCount", statistics.Expired), new("inflightCount", inFlight), new("averageMessageSize", Average(bytes, messages)),
            new("messagesCached", held), .. Times(statistics.HoldTimes), new("consumerCount", consumers), new("producerCount", producers),
            new("openwire", _options.BrokerUrl), new("ssl", _options.TlsUrl), .. _noTransports, new("dataDirectory", _options.DataDirectory),
        ];
    }

    private async ValueTask<List<KeyValuePair<string, object?>>> DescribeAsync(Queue? queue, Topic? topic, bool withFirst)
    {
        var statistics = queue?.Statistics ?? topic!.Statistics;
        var (size, bytes, policy) = (queue?.Count ?? 0, queue?.SizeBytes ?? 0, queue?.Policy ?? topic!.Policy);
        List<KeyValuePair<string, object?>> described =
        [
            .. Identity(), new("size", size), .. Usage("memory", new(queue?.HeldBytes ?? 0, policy.MemoryLimit)), .. StoreUsages(),
            new("destinationName", (queue?.Destination ?? topic!.Destination).ToString()),
            new("enqueueCount", statistics.Enqueued), new("dequeueCount", statistics.Dequeued), new("dispatchCount", statistics.Dispatched),
            new("expiredCount", statistics.Expired), new("inflightCount", queue?.InFlight ?? 0L), new("averageMessageSize", Average(bytes, size)),
            new("messagesCached", queue?.HeldCount ?? 0L), .. Times(statistics.HoldTimes),
            new("consumerCount", (long)(queue?.ConsumerCount ?? topic!.ConsumerCount)), new("producerCount", (long)statistics.Producers),
        ];
        if (!withFirst || queue is null) return described;
        var first = await queue.BrowseAsync(0, 1, CancellationToken.None).ConfigureAwait(false);
        if (first.Count > 0) described.Add(new("firstMessageTimestamp", first[0].BrokerInTime));
        return described;
    }

    private List<KeyValuePair<string, object?>> Describe(Subscription subscription)
    {
        var options = subscription.Options;
        var traffic = subscription.Traffic;
        return
        [
            .. Identity(),
            new("destinationName", options.Destination.ToString()), new("clientId", subscription.ClientId),
            new("connectionId", options.ConsumerId.ConnectionId), new("sessionId", options.ConsumerId.SessionId), new("selector", options.Selector?.Text),
            new("enqueueCounter", traffic.Enqueued), new("dequeueCounter", traffic.Dequeued), new("dispatchedCounter", traffic.Dispatched),
            new("dispatchedQueueSize", (long)subscription.Observe().InFlight), new("prefetchSize", options.Prefetch),
            new("maximumPendingMessageLimit", subscription.OfTopics?.PendingLimit ?? -1),
            new("exclusive", options.Exclusive), new("retroactive", options.Retroactive), new("slowConsumer", subscription.IsSlow),
        ];
    }

    private KeyValuePair<string, object?>[] Identity() => [new("brokerName", _options.BrokerName), new("brokerId", _options.BrokerId)];

    private KeyValuePair<string, object?>[] StoreUsages()
    {
        var store = _persistence.Usage;
        return [.. Usage("store", new(store.UsedBytes, store.LimitBytes)), .. Usage("temp", TempUsage())];
    }

    private static KeyValuePair<string, object?>[] Times(HoldTimes times) =>
        [new("averageEnqueueTime", times.Average), new("maxEnqueueTime", (double)times.Longest), new("minEnqueueTime", (double)times.Shortest)];

    private static KeyValuePair<string, object?>[] Usage(string name, BrokerUsage usage) =>
        [new(name + "PercentUsage", usage.Percent), new(name + "Usage", usage.UsedBytes), new(name + "Limit", usage.LimitBytes)];

    // A client reads it with getLong, which refuses a map's double.
    private static long Average(long bytes, long messages) => messages == 0 ? 0 : bytes / messages;

    private ValueTask ReplyAsync(Message request, List<KeyValuePair<string, object?>> described)
    {
        var producer = new ProducerId(_options.BrokerId, -1, 3);
        return SendOwnAsync(new()
        {
            Destination = request.ReplyTo!,
            Id = new(producer, Interlocked.Increment(ref _statisticsReplies)),
            Producer = producer,
            Kind = MessageKind.Map,
            Type = "Advisory",
            Content = MessageProperties.Write(described),
            CorrelationId = request.CorrelationId,
            Timestamp = _time.GetUtcNow().ToUnixTimeMilliseconds(),
        });
    }
}

using Broker.Core.Messages;

namespace Broker.Core.Configuration;

/// <summary>Where messages go that cannot be delivered, and which of them. Source: ActiveMQ's deadLetterStrategy.</summary>
public sealed record DeadLetterStrategy
{
    /// <summary>Default: Shared, as ActiveMQ.</summary>
    public DeadLetterStrategyKind Kind { get; init; }

    /// <summary>Shared: the one queue. Default: "ActiveMQ.DLQ", as ActiveMQ.</summary>
    public string Queue { get; init; } = "ActiveMQ.DLQ";

    /// <summary>Individual: what the name has before a queue's. Default: "ActiveMQ.DLQ.Queue.", as ActiveMQ.</summary>
    public string QueuePrefix { get; init; } = "ActiveMQ.DLQ.Queue.";

    /// <summary>Individual: what the name has after a queue's. Default: nothing, as ActiveMQ.</summary>
    public string QueueSuffix { get; init; } = "";

    /// <summary>Individual: what the name has before a topic's. Default: "ActiveMQ.DLQ.Topic.", as ActiveMQ.</summary>
    public string TopicPrefix { get; init; } = "ActiveMQ.DLQ.Topic.";

    /// <summary>Individual: what the name has after a topic's. Default: nothing, as ActiveMQ.</summary>
    public string TopicSuffix { get; init; } = "";

    /// <summary>Individual: messages of queues go to a queue; false: they are published on a topic. Default: true, as ActiveMQ.</summary>
    public bool UseQueueForQueueMessages { get; init; } = true;

    /// <summary>Individual: messages of topics go to a queue; false: they are published on a topic. Default: true, as ActiveMQ.</summary>
    public bool UseQueueForTopicMessages { get; init; } = true;

    /// <summary>Individual: each durable subscription has its own, named after the topic and then ".clientId:subscription". Default: false, as ActiveMQ.</summary>
    public bool DestinationPerDurableSubscriber { get; init; }

    /// <summary>Expired messages are kept too. Default: true, as ActiveMQ.</summary>
    public bool ProcessExpired { get; init; } = true;

    /// <summary>Non-persistent messages are kept too, and are persistent from then on. Default: false, as ActiveMQ.</summary>
    public bool ProcessNonPersistent { get; init; }

    /// <summary>How long a dead letter is kept. Range: up to 100 years; zero, the default, means for ever, as ActiveMQ.</summary>
    public TimeSpan Expiration { get; init; }

    /// <summary>Where a dead letter goes.</summary>
    /// <param name="origin">Where it died: a queue, or the topic it was published on.</param>
    /// <param name="subscriptionKey">"clientId:subscription" of the durable subscription it died in; null for a queue.</param>
    /// <returns>Null: nowhere.</returns>
    internal Destination? GraveOf(Destination origin, string? subscriptionKey) => Kind switch
    {
        DeadLetterStrategyKind.Discarding => null,
        DeadLetterStrategyKind.Shared => Destination.Queue(Queue),
        _ when origin.IsQueue => Named(QueuePrefix + origin.Name + QueueSuffix, UseQueueForQueueMessages),
        _ => Named(TopicPrefix + origin.Name + TopicSuffix + KeySuffix(subscriptionKey), UseQueueForTopicMessages),
    };

    /// <summary>Whether this strategy may have put dead letters there, so that what dies there is at its end.</summary>
    internal bool IsGrave(Destination destination) => Kind switch
    {
        DeadLetterStrategyKind.Discarding => false,
        DeadLetterStrategyKind.Shared => destination.IsQueue && string.Equals(destination.Name, Queue, StringComparison.Ordinal),
        _ => IsBetween(destination, UseQueueForQueueMessages, QueuePrefix, QueueSuffix)
            || IsBetween(destination, UseQueueForTopicMessages, TopicPrefix, DestinationPerDurableSubscriber ? "" : TopicSuffix),
    };

    private static Destination Named(string name, bool queue) => queue ? Destination.Queue(name) : Destination.Topic(name);

    // A comma would make a composite of it.
    private string KeySuffix(string? subscriptionKey) =>
        DestinationPerDurableSubscriber && subscriptionKey is not null ? "." + subscriptionKey.Replace(',', '_') : "";

    private static bool IsBetween(Destination destination, bool queue, string prefix, string suffix) =>
        destination.IsQueue == queue
        && destination.Name.Length > prefix.Length + suffix.Length
        && destination.Name.StartsWith(prefix, StringComparison.Ordinal)
        && destination.Name.EndsWith(suffix, StringComparison.Ordinal);
}

namespace Broker.Core.Management;

/// <summary>A topic at one moment. Counts are since the broker started, or the topic was made, unless they say "now".</summary>
public sealed record TopicView
{
    public required string Name { get; init; }

    /// <summary>Consumers now, durable ones included when they are active.</summary>
    public int Consumers { get; init; }

    /// <summary>Durable subscriptions now, active or not, those of patterns included.</summary>
    public int DurableSubscriptions { get; init; }

    public int Producers { get; init; }

    /// <summary>Producers now waiting for a slow consumer.</summary>
    public int BlockedProducers { get; init; }

    /// <summary>Messages sent to the topic.</summary>
    public long Enqueued { get; init; }

    /// <summary>Messages acknowledged by its non-durable consumers, counted for each; durable subscriptions count for themselves.</summary>
    public long Dequeued { get; init; }

    /// <summary>Messages sent to its non-durable consumers, counted for each.</summary>
    public long Dispatched { get; init; }

    /// <summary>Messages that ran out of time while they waited for a non-durable consumer, counted for each.</summary>
    public long Expired { get; init; }

    /// <summary>Messages thrown away because a consumer was slow, counted for each.</summary>
    public long Discarded { get; init; }
}

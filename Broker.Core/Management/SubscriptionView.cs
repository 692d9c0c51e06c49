namespace Broker.Core.Management;

/// <summary>A subscription to topics at one moment, durable or not. Counts are since it was made, or the broker started.</summary>
public sealed record SubscriptionView
{
    /// <summary>JMS client id.</summary>
    public required string ClientId { get; init; }

    /// <summary>Of a durable subscription; with <see cref="ClientId"/> its key. Null for one that ends with its consumer.</summary>
    public string? SubscriptionName { get; init; }

    /// <summary>The consumer on it; null while there is none.</summary>
    public string? ConsumerId { get; init; }

    /// <summary>A topic, a pattern or several topics, such as "orders.>".</summary>
    public required string Topic { get; init; }

    /// <summary>Null takes every message.</summary>
    public string? Selector { get; init; }

    public bool NoLocal { get; init; }

    /// <summary>It also got what its topics had kept of the time before it came.</summary>
    public bool Retroactive { get; init; }

    /// <summary>Since when it has no consumer; null while it has one.</summary>
    public DateTimeOffset? OfflineSince { get; init; }

    /// <summary>Most messages sent and not yet acknowledged; 0 while there is no consumer.</summary>
    public int Prefetch { get; init; }

    /// <summary>Most messages that wait before some are thrown away; -1 when none are.</summary>
    public int MaximumPendingMessages { get; init; }

    /// <summary>Messages now that are not sent yet.</summary>
    public long Pending { get; init; }

    /// <summary>Messages now that are sent and not yet acknowledged.</summary>
    public long InFlight { get; init; }

    /// <summary>Messages that were for it.</summary>
    public long Enqueued { get; init; }

    public long Dispatched { get; init; }

    public long Dequeued { get; init; }

    public long Expired { get; init; }

    /// <summary>Thrown away because it was slow.</summary>
    public long Discarded { get; init; }
}

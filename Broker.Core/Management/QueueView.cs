namespace Broker.Core.Management;

/// <summary>A queue at one moment. Counts are since the broker started unless they say "now".</summary>
public sealed record QueueView
{
    public required string Name { get; init; }

    /// <summary>Messages in the queue now, in flight included (ActiveMQ's QueueSize).</summary>
    public long Messages { get; init; }

    /// <summary>Of these, sent to a consumer and not yet acknowledged.</summary>
    public long InFlight { get; init; }

    /// <summary>Sum of the messages' sizes.</summary>
    public long SizeBytes { get; init; }

    public int Consumers { get; init; }

    /// <summary>Of the consumers, those that did not keep up when they were last looked at.</summary>
    public int SlowConsumers { get; init; }

    /// <summary>Consumers closed because they did not keep up.</summary>
    public long AbortedConsumers { get; init; }

    /// <summary>Message groups that have an owner or messages in flight now.</summary>
    public int MessageGroups { get; init; }

    public int Producers { get; init; }

    /// <summary>Producers now waiting for space.</summary>
    public int BlockedProducers { get; init; }

    /// <summary>Sends that had to wait for space and wait no longer (ActiveMQ's BlockedSends).</summary>
    public long BlockedSends { get; init; }

    /// <summary>How long these waited, together (ActiveMQ's TotalBlockedTime).</summary>
    public TimeSpan BlockedTime { get; init; }

    /// <summary>How long one of them waited (ActiveMQ's AverageBlockedTime).</summary>
    public TimeSpan AverageBlockedTime => BlockedSends == 0 ? TimeSpan.Zero : BlockedTime / BlockedSends;

    public long Enqueued { get; init; }

    public long Dequeued { get; init; }

    public long Dispatched { get; init; }

    public long Expired { get; init; }

    /// <summary>Copies that rules of the configuration sent on from here to other destinations.</summary>
    public long Forwarded { get; init; }

    public double EnqueuedPerSecond { get; init; }

    public double DequeuedPerSecond { get; init; }

    /// <summary>Messages land here when delivery failed or time ran out.</summary>
    public bool IsDeadLetterQueue { get; init; }
}

namespace Broker.Core.Configuration;

/// <content>What topics keep for consumers that come later, and what they throw away for those that are slow.</content>
public sealed partial record DestinationPolicy
{
    /// <summary>Every consumer of the topic counts as retroactive. Default: false, as ActiveMQ.</summary>
    public bool AlwaysRetroactive { get; init; }

    /// <summary>What a retroactive consumer gets of the time before it came. Default: nothing, as ActiveMQ.</summary>
    public SubscriptionRecoveryOptions SubscriptionRecoveryPolicy { get; init; } = new();

    /// <summary>How much may wait for a non-durable consumer. Default: no number, as ActiveMQ; producers wait instead.</summary>
    public PendingMessageLimitOptions PendingMessageLimitStrategy { get; init; } = new();

    /// <summary>Which message goes when more waits than may. Default: the oldest, as ActiveMQ.</summary>
    public MessageEvictionOptions MessageEvictionStrategy { get; init; } = new();
}

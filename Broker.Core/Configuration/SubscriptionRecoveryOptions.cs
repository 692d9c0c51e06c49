namespace Broker.Core.Configuration;

/// <summary>What a topic keeps for retroactive consumers. Source: ActiveMQ's subscription recovery policies.</summary>
/// <remarks>
/// What is kept counts as memory, and gives way from its oldest end when it exceeds the topic's memory limit or when memory is full.
/// A last image and a retained message that were sent persistent survive restart and takeover, which ActiveMQ's do not.
/// </remarks>
public sealed record SubscriptionRecoveryOptions
{
    /// <summary>Which messages are kept. Default: none.</summary>
    public SubscriptionRecoveryKind Kind { get; init; }

    /// <summary>For <see cref="SubscriptionRecoveryKind.FixedSized"/>: bytes of messages. Range: 1 kb to 1 gb. Default: 64 kb, as ActiveMQ.</summary>
    public long MaximumSize { get; init; } = 64 * 1024;

    /// <summary>For <see cref="SubscriptionRecoveryKind.FixedCount"/>: messages. Range: 1 to 1,000,000. Default: 100, as ActiveMQ's maximumSize.</summary>
    public int MaximumCount { get; init; } = 100;

    /// <summary>For <see cref="SubscriptionRecoveryKind.Timed"/>: how far back. Range: 1 ms to a day. Default: 60 s, as ActiveMQ.</summary>
    public TimeSpan RecoverDuration { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>
    /// Keep the last message sent with the property ActiveMQ.Retain=true, beside what <see cref="Kind"/> keeps; one without a body
    /// takes it away. Default: false. Source: ActiveMQ's retainedMessageSubscriptionRecoveryPolicy.
    /// </summary>
    public bool RetainedMessage { get; init; }
}

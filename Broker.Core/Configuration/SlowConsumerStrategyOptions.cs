namespace Broker.Core.Configuration;

/// <summary>When a consumer is too slow, and what becomes of it. Source: ActiveMQ's abortSlowConsumerStrategy and abortSlowAckConsumerStrategy.</summary>
/// <remarks>
/// A consumer is slow while its prefetch is used up (on topics: while messages wait beyond it) and it acknowledges nothing. ActiveMQ calls
/// one slow whose prefetch is used up, which a fast one's also is while there is a backlog.
/// </remarks>
public sealed record SlowConsumerStrategyOptions
{
    public SlowConsumerStrategyKind Kind { get; init; } = SlowConsumerStrategyKind.None;

    /// <summary>How many times a consumer may become slow; the last of them closes it. Range: from 1; -1: any number. Default: -1, as ActiveMQ.</summary>
    public int MaxSlowCount { get; init; } = -1;

    /// <summary>How long it may stay slow without a break. Range: up to a day; zero: any time. Default: 30 s, as ActiveMQ.</summary>
    public TimeSpan MaxSlowDuration { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>How often consumers are judged. Range: 1 s to a day. Default: 30 s, as ActiveMQ.</summary>
    public TimeSpan CheckPeriod { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Close the connection with all that is on it, rather than the consumer alone. Default: false, as ActiveMQ.</summary>
    public bool AbortConnection { get; init; }

    /// <summary>Leave consumers alone that bridges of other brokers made. Default: true, as ActiveMQ.</summary>
    public bool IgnoreNetworkConsumers { get; init; } = true;

    /// <summary>
    /// For AbortSlowAckConsumer: without an acknowledgement for so long, a consumer is slow. Range: 1 s to a day. Default: 30 s, as ActiveMQ.
    /// </summary>
    public TimeSpan MaxTimeSinceLastAck { get; init; } = DefaultMaxTimeSinceLastAck;

    /// <summary>For AbortSlowAckConsumer: a consumer that holds no message has nothing to acknowledge. Default: true, as ActiveMQ.</summary>
    public bool IgnoreIdleConsumers { get; init; } = true;

    internal static TimeSpan DefaultMaxTimeSinceLastAck { get; } = TimeSpan.FromSeconds(30);
}

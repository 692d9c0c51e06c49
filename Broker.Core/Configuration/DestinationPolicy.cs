namespace Broker.Core.Configuration;

/// <summary>How the destinations of a name pattern behave. Source: ActiveMQ's policyEntry.</summary>
/// <remarks>Exactly one of <see cref="Queue"/> and <see cref="Topic"/> is set.</remarks>
public sealed partial record DestinationPolicy
{
    /// <summary>What holds where no policy matches.</summary>
    public static DestinationPolicy Default { get; } = new();

    /// <summary>Pattern of queue names; '*' stands for one level, '>' for the rest.</summary>
    public string Queue { get; init; } = "";

    /// <summary>Pattern of topic names.</summary>
    public string Topic { get; init; } = "";

    /// <summary>Higher priorities first, strictly, over the whole queue. Default: false, as ActiveMQ.</summary>
    public bool PrioritizedMessages { get; init; }

    /// <summary>
    /// Message bytes that one destination keeps in memory. Default: 16 MiB for queues, whose rest waits in the store; a topic
    /// whose slowest subscriber holds so much makes its producers wait.
    /// </summary>
    public long MemoryLimit { get; init; } = 16L * 1024 * 1024;

    /// <summary>What becomes of messages that cannot be delivered.</summary>
    public DeadLetterStrategy DeadLetterStrategy { get; init; } = new();

    /// <summary>Whether messages come back before they count as undeliverable; queues only.</summary>
    public RedeliveryPolicy Redelivery { get; init; } = new();

    /// <summary>What is told of in advisories.</summary>
    public AdvisoryPolicy Advisories { get; init; } = new();

    /// <summary>
    /// How often waiting messages are searched for expired ones. Range: up to a day; zero means never.
    /// Default: 1 s, since they are found by index; ActiveMQ's expireMessagesPeriod is 30 s.
    /// </summary>
    public TimeSpan ExpireMessagesPeriod { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>
    /// Producers wait when <see cref="MemoryLimit"/> is reached. Default: unset, which is true for topics and false for queues.
    /// </summary>
    /// <remarks>
    /// True for a queue: producers wait while it holds so many bytes, wherever they are. False for a queue: what exceeds the limit
    /// spools into the store, as with ActiveMQ's default cursors, and only the store's limit is waited for. False for a topic: a subscriber
    /// may have as much waiting in memory as the whole broker may hold before producers wait for it.
    /// </remarks>
    public bool? ProducerFlowControl { get; init; }

    /// <summary>Refuse a send when there is no space, rather than let it wait. Default: unset, as <see cref="SystemUsageOptions.SendFailIfNoSpace"/>.</summary>
    public bool? SendFailIfNoSpace { get; init; }

    /// <summary>
    /// Refuse a send that has waited for space so long; zero means it waits for ever. Default: unset, as
    /// <see cref="SystemUsageOptions.SendFailIfNoSpaceAfterTimeout"/>.
    /// </summary>
    public TimeSpan? SendFailIfNoSpaceAfterTimeout { get; init; }

    /// <summary>The share of the store's limit that persistent messages to the destination may fill. Unit: percent. Default: 100, as ActiveMQ.</summary>
    public int StoreUsageHighWaterMark { get; init; } = WholeStore;

    /// <summary>
    /// How often the log tells, for one destination, that producers wait for space. Range: up to a day; zero means never.
    /// Default: 30 s, as ActiveMQ.
    /// </summary>
    public TimeSpan BlockedProducerWarningInterval { get; init; } = TimeSpan.FromSeconds(30);

    internal const int WholeStore = 100;
}

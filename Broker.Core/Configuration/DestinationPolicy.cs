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

    /// <summary>
    /// How often waiting messages are searched for expired ones. Range: up to a day; zero means never.
    /// Default: 1 s, since they are found by index; ActiveMQ's expireMessagesPeriod is 30 s.
    /// </summary>
    public TimeSpan ExpireMessagesPeriod { get; init; } = TimeSpan.FromSeconds(1);
}

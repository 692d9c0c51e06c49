namespace Broker.Core.Configuration;

/// <summary>How often destinations and durable subscriptions that nobody uses are looked for. Names as ActiveMQ's broker attributes.</summary>
public sealed record CleanupOptions
{
    /// <summary>
    /// How often destinations that a policy lets go (<see cref="DestinationPolicy.GcInactiveDestinations"/>) are looked for. Range: up to
    /// a day; zero means never. Default: 10 s, so that the policy alone is enough; ActiveMQ's is 0.
    /// </summary>
    public TimeSpan SchedulePeriodForDestinationPurge { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>Most destinations that go at a time. Range: 0 (no limit) or more. Default: 0, as ActiveMQ.</summary>
    public int MaxPurgedDestinationsPerSweep { get; init; }

    /// <summary>
    /// A durable subscription without a consumer for so long is removed with its messages. Range: up to 10 years; zero means never. Default:
    /// zero, as ActiveMQ's -1. The time runs anew from each start and takeover.
    /// </summary>
    public TimeSpan OfflineDurableSubscriberTimeout { get; init; }

    /// <summary>How often such subscriptions are looked for. Range: 1 s to a day. Default: 5 min, as ActiveMQ.</summary>
    public TimeSpan OfflineDurableSubscriberTaskSchedule { get; init; } = TimeSpan.FromMinutes(5);
}

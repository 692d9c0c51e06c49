namespace Broker.Core.Configuration;

/// <content>How many destinations there may be, and how long those live that nobody uses.</content>
public sealed partial record DestinationPolicy
{
    /// <summary>
    /// Most destinations that may be made under this policy; those of a more specific one and temporary ones do not count.
    /// Range: -1 (no limit) or more. Default: -1, as ActiveMQ.
    /// </summary>
    public int MaxDestinations { get; init; } = -1;

    /// <summary>
    /// Destinations without messages, consumers, producers and durable subscriptions go after
    /// <see cref="InactiveTimeoutBeforeGC"/>. Default: false, as ActiveMQ.
    /// </summary>
    public bool GcInactiveDestinations { get; init; }

    /// <summary>How long such a destination has to stand unused. Range: 1 s to 365 days. Default: 60 s, as ActiveMQ's code.</summary>
    public TimeSpan InactiveTimeoutBeforeGC { get; init; } = TimeSpan.FromSeconds(60);
}

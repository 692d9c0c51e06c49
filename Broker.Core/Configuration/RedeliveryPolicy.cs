namespace Broker.Core.Configuration;

/// <summary>
/// Messages that a consumer gives up come back to their queue after a while, before they count as dead. Source: ActiveMQ's redeliveryPlugin and the
/// redeliveryPolicy it applies.
/// </summary>
/// <remarks>They wait in the scheduler, so that neither the queue nor its consumers wait for them. How often a client tries by itself comes first.</remarks>
public sealed record RedeliveryPolicy
{
    /// <summary>Default: false, as ActiveMQ without the plugin.</summary>
    public bool Enabled { get; init; }

    /// <summary>How often a message comes back. Range: -1, which means without end, to 1,000,000. Default: 6, as ActiveMQ.</summary>
    public int MaximumRedeliveries { get; init; } = 6;

    /// <summary>How long until it comes back for the first time. Range: up to 100 days. Default: 1 s, as ActiveMQ.</summary>
    public TimeSpan InitialRedeliveryDelay { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>How long until it comes back later on, without exponential back-off. Range: up to 100 days. Default: 1 s, as ActiveMQ.</summary>
    public TimeSpan RedeliveryDelay { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>Each time it takes <see cref="BackOffMultiplier"/> times as long as before. Default: false, as ActiveMQ.</summary>
    public bool UseExponentialBackOff { get; init; }

    /// <summary>Range: 1 to 100. Default: 5, as ActiveMQ.</summary>
    public double BackOffMultiplier { get; init; } = 5;

    /// <summary>The longest that exponential back-off grows to. Range: up to 100 days. Default: 100 days; ActiveMQ has no limit.</summary>
    public TimeSpan MaximumRedeliveryDelay { get; init; } = TimeSpan.FromDays(100);

    /// <summary>Delays are spread, so that what failed together does not come back together. Default: false, as ActiveMQ.</summary>
    public bool UseCollisionAvoidance { get; init; }

    /// <summary>By how much of a delay it may be shorter or longer. Unit: percent. Range: 0 to 100. Default: 15, as ActiveMQ.</summary>
    public int CollisionAvoidancePercent { get; init; } = 15;

    /// <summary>What came back often enough is a dead letter; false throws it away. Default: true, as ActiveMQ.</summary>
    public bool SendToDlqIfMaxRetriesExceeded { get; init; } = true;

    /// <summary>Whether a message comes back that came back so often before.</summary>
    internal bool Allows(int redeliveries) => Enabled && (MaximumRedeliveries < 0 || redeliveries < MaximumRedeliveries);

    /// <summary>How long it takes this time.</summary>
    /// <param name="redeliveries">How often it came back before.</param>
    /// <param name="chance">From -1, for as short as may be, to 1.</param>
    internal TimeSpan DelayAfter(int redeliveries, double chance)
    {
        var delay = redeliveries == 0 ? InitialRedeliveryDelay : UseExponentialBackOff ? Grown(redeliveries) : RedeliveryDelay;
        return UseCollisionAvoidance ? delay * (1 + (chance * CollisionAvoidancePercent / 100)) : delay;
    }

    private TimeSpan Grown(int redeliveries)
    {
        var milliseconds = InitialRedeliveryDelay.TotalMilliseconds * Math.Pow(BackOffMultiplier, redeliveries);
        return TimeSpan.FromMilliseconds(Math.Min(milliseconds, MaximumRedeliveryDelay.TotalMilliseconds));
    }
}

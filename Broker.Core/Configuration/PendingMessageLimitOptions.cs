namespace Broker.Core.Configuration;

/// <summary>How many messages may wait for a slow non-durable consumer of a topic beyond its prefetch, before some are thrown away.</summary>
/// <remarks>
/// At most one of the two is set. A consumer's own maximumPendingMessageLimit counts too, and the smaller one holds. A consumer with a limit
/// never makes a producer wait. Source: ActiveMQ's pendingMessageLimitStrategy, constant and prefetchRate.
/// </remarks>
public sealed record PendingMessageLimitOptions
{
    /// <summary>Messages. Range: -1 (no limit) or more; 0 throws away whatever the prefetch has no room for. Default: -1.</summary>
    public int Limit { get; init; } = -1;

    /// <summary>The limit as a multiple of the consumer's prefetch. Range: -1 (no limit), or 0 to 1000. Default: -1.</summary>
    public double Multiplier { get; init; } = -1;

    /// <summary>The limit for a consumer; -1 for none.</summary>
    /// <param name="prefetch">The consumer's.</param>
    /// <param name="asked">What it asks for itself; 0 or less asks for nothing, as in OpenWire.</param>
    public int For(int prefetch, int asked)
    {
        var own = Multiplier >= 0 ? (int)Math.Min(prefetch * Multiplier, int.MaxValue) : Limit;
        if (asked <= 0) return own;
        return own < 0 ? asked : Math.Min(own, asked);
    }
}

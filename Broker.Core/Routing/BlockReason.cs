namespace Broker.Core.Routing;

/// <summary>What a producer waits for.</summary>
public enum BlockReason
{
    /// <summary>The store has reached its limit, or the share of it that the destination's policy allows.</summary>
    StoreFull,

    /// <summary>The queue holds as many bytes as its policy allows, and its producers are to wait for that.</summary>
    QueueFull,

    /// <summary>The slowest subscriber of the topic has as many bytes waiting as the policy allows.</summary>
    SlowSubscriber,
}

namespace Broker.Core.Management;

/// <summary>A consumer at one moment.</summary>
public sealed record ConsumerView
{
    public required string ConsumerId { get; init; }

    public required string ClientId { get; init; }

    /// <summary>Where its client connects from; empty when the transport has no addresses.</summary>
    public string RemoteAddress { get; init; } = "";

    /// <summary>What it consumes, such as "queue://orders" or "topic://prices.>".</summary>
    public required string Destination { get; init; }

    /// <summary>Most messages sent to it and not yet acknowledged, after policies; 0 means it pulls.</summary>
    public int Prefetch { get; init; }

    /// <summary>Messages sent to it and not yet acknowledged.</summary>
    public int InFlight { get; init; }

    /// <summary>Messages that wait for it alone, beyond its prefetch; topics only.</summary>
    public int Waiting { get; init; }

    public int Priority { get; init; }

    public bool Exclusive { get; init; }

    /// <summary>It looks without taking.</summary>
    public bool Browser { get; init; }

    /// <summary>Null takes every message.</summary>
    public string? Selector { get; init; }

    /// <summary>Of a durable subscription; else null.</summary>
    public string? SubscriptionName { get; init; }

    /// <summary>Its prefetch was used up and it acknowledged nothing when it was last looked at, or as its policy's strategy has it.</summary>
    public bool IsSlow { get; init; }
}

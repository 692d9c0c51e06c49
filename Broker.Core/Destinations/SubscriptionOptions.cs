using Broker.Core.Messages;
using Broker.Core.Selectors;

namespace Broker.Core.Destinations;

/// <summary>What a consumer asks for.</summary>
public sealed record SubscriptionOptions
{
    public required ConsumerId ConsumerId { get; init; }

    /// <summary>A destination, a pattern, or a composite.</summary>
    public required Destination Destination { get; init; }

    /// <summary>Most messages sent to the consumer and not yet acknowledged.</summary>
    /// <remarks>
    /// Unit: messages. Range: 0 to 32767; 0 means the consumer pulls. Source: OpenWire ConsumerInfo.prefetchSize.
    /// </remarks>
    public int Prefetch { get; init; }

    /// <summary>-128 to 127; a queue serves higher ones first. Default: 0.</summary>
    public int Priority { get; init; }

    /// <summary>Null takes every message.</summary>
    public Selector? Selector { get; init; }

    /// <summary>The selector as it was written; null for none.</summary>
    public string? SelectorText => Selector?.Text;

    /// <summary>Leave out what the consumer's own connection sends; topics only.</summary>
    public bool NoLocal { get; init; }

    /// <summary>It also wants what its topics keep of the time before it came; topics only.</summary>
    public bool Retroactive { get; init; }

    /// <summary>Most topic messages to keep for it beyond its prefetch; 0 or less leaves that to the policy. Not for durable ones.</summary>
    public int MaximumPendingMessages { get; init; }

    /// <summary>While it is there it alone gets the queue's messages.</summary>
    public bool Exclusive { get; init; }

    /// <summary>A bridge of another broker made it, rather than an application.</summary>
    public bool Network { get; init; }

    /// <summary>Look at the messages without taking them; queues only.</summary>
    public bool Browser { get; init; }

    /// <summary>Set for a durable subscription, together with the connection's client id.</summary>
    public string? SubscriptionName { get; init; }

    /// <summary>Which of the destinations that its pattern matches it may have; null: all. Asked when it is attached to one.</summary>
    public Predicate<Destination>? Admits { get; init; }
}

using Broker.Core.Messages;

namespace Broker.Core.Protocols.OpenWire;

/// <summary>A client subscribes.</summary>
public sealed class ConsumerInfo : Command
{
    public override CommandType Type => CommandType.ConsumerInfo;

    public ConsumerId ConsumerId { get; set; } = null!;

    /// <summary>Reads without taking: a queue browser.</summary>
    public bool Browser { get; set; }

    public Destination? Destination { get; set; }

    /// <summary>Most messages sent and not yet acknowledged; 0 means the consumer pulls.</summary>
    public int PrefetchSize { get; set; }

    /// <summary>Topic messages kept beyond the prefetch for a slow consumer; -1 no limit, 0 the broker decides.</summary>
    public int MaximumPendingMessageLimit { get; set; }

    public bool DispatchAsync { get; set; }

    /// <summary>JMS selector; null for none.</summary>
    public string? Selector { get; set; }

    /// <summary>Overrides the connection's client id for a durable subscription. Version 10 and later.</summary>
    public string? ClientId { get; set; }

    /// <summary>Not null: a durable subscription.</summary>
    public string? SubscriptionName { get; set; }

    public bool NoLocal { get; set; }

    public bool Exclusive { get; set; }

    public bool Retroactive { get; set; }

    /// <summary>Higher ones are served first; -5 for bridges.</summary>
    public sbyte Priority { get; set; }

    /// <summary>The brokers it passed, by id, first hop first; null when it comes from a client.</summary>
    public IReadOnlyList<string>? BrokerPath { get; set; }

    /// <summary>What a bridge filters by; null for clients.</summary>
    public NetworkBridgeFilter? AdditionalPredicate { get; set; }

    public bool NetworkSubscription { get; set; }

    /// <summary>The client acknowledges in batches, so many may be open.</summary>
    public bool OptimizedAcknowledge { get; set; }

    /// <summary>Every acknowledgement names one message.</summary>
    public bool NoRangeAcks { get; set; }

    /// <summary>The consumers a bridge stands for. Version 4 and later.</summary>
    public IReadOnlyList<ConsumerId>? NetworkConsumerPath { get; set; }
}

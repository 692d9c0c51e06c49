namespace Broker.Core.Configuration;

/// <summary>Which advisories the destinations of a policy send beyond those that are always sent; nothing is made while nobody listens.</summary>
/// <remarks>Source: behaviours B11 and the policyEntry keys of B19, by whose names they are told apart in docs/activemq-policies.md.</remarks>
public sealed record AdvisoryPolicy
{
    /// <summary>A non-persistent message that came while there was no consumer is sent on to NoConsumer. Default: false, as ActiveMQ.</summary>
    public bool IfNoConsumers { get; init; }

    /// <summary>Tell of consumers that do not keep up. Default: false, as ActiveMQ.</summary>
    public bool ForSlowConsumers { get; init; }

    /// <summary>Tell of producers that have to wait. Default: false, as ActiveMQ.</summary>
    public bool ForFastProducers { get; init; }

    /// <summary>Tell of messages thrown away for a slow topic consumer. Default: false, as ActiveMQ.</summary>
    public bool ForDiscardingMessages { get; init; }

    /// <summary>Tell when a limit makes a producer wait. Default: false, as ActiveMQ.</summary>
    public bool WhenFull { get; init; }

    /// <summary>Tell of each message that a destination has taken. Default: false, as ActiveMQ.</summary>
    public bool ForDelivery { get; init; }

    /// <summary>Tell of each message that was consumed. Default: false, as ActiveMQ.</summary>
    public bool ForConsumed { get; init; }

    /// <summary>Advisories about a message carry its body. Default: false, as ActiveMQ.</summary>
    public bool IncludeBody { get; init; }
}

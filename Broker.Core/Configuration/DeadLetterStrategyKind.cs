namespace Broker.Core.Configuration;

/// <summary>What becomes of messages that cannot be delivered.</summary>
public enum DeadLetterStrategyKind
{
    /// <summary>One queue keeps them all.</summary>
    Shared,

    /// <summary>Each queue or topic has a queue of its own for them.</summary>
    Individual,

    /// <summary>They are thrown away.</summary>
    Discarding,
}

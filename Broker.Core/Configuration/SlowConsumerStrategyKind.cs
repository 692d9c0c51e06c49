namespace Broker.Core.Configuration;

/// <summary>What happens to consumers that do not keep up.</summary>
public enum SlowConsumerStrategyKind
{
    /// <summary>Nothing; they are shown.</summary>
    None,

    /// <summary>Those whose prefetch is used up and who acknowledge nothing are closed.</summary>
    AbortSlowConsumer,

    /// <summary>Those who have not acknowledged for a time are closed, also when their prefetch is not used up.</summary>
    AbortSlowAckConsumer,
}

namespace Broker.Core.Configuration;

/// <summary>Which of a topic's messages are kept for retroactive consumers.</summary>
public enum SubscriptionRecoveryKind
{
    /// <summary>None. ActiveMQ: noSubscriptionRecoveryPolicy.</summary>
    None,

    /// <summary>The newest, up to a sum of bytes.</summary>
    FixedSized,

    /// <summary>The newest, up to a number.</summary>
    FixedCount,

    /// <summary>The last one.</summary>
    LastImage,

    /// <summary>Those of the last minutes.</summary>
    Timed,
}

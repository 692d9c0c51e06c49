namespace Broker.Core.Configuration;

/// <summary>A rule for what goes first. Source: ActiveMQ's message eviction strategies.</summary>
public enum MessageEvictionKind
{
    /// <summary>The oldest.</summary>
    OldestMessage,

    /// <summary>The oldest of the lowest priority that waits.</summary>
    OldestMessageWithLowestPriority,

    /// <summary>The one that was first replaced by a later one with the same value of a property; when there is none, the oldest.</summary>
    UniqueProperty,
}

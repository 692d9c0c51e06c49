namespace Broker.Core.Configuration;

/// <summary>How many message groups a queue remembers the owners of.</summary>
public enum MessageGroupMapKind
{
    /// <summary>All while their owner is there, and a limited number of those without messages in flight.</summary>
    Cached,

    /// <summary>All while their owner is there.</summary>
    Simple,
}

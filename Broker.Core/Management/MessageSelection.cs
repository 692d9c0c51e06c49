namespace Broker.Core.Management;

/// <summary>Which waiting messages of a queue a command is about: those that fulfil all that is given; what consumers hold is left out.</summary>
public sealed record MessageSelection
{
    /// <summary>All that wait.</summary>
    public static MessageSelection All { get; } = new();

    /// <summary>JMS message ids. Empty: any.</summary>
    public IReadOnlyList<string> MessageIds { get; init; } = [];

    /// <summary>A JMS selector. Empty: any.</summary>
    public string Selector { get; init; } = "";

    /// <summary>At most so many, oldest first; from 1. Null: all.</summary>
    public long? Most { get; init; }
}

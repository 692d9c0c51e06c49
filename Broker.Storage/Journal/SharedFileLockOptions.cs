namespace Broker.Storage.Journal;

/// <summary>Who asks for the journal, and where it lies.</summary>
public sealed record SharedFileLockOptions
{
    /// <summary>The journal's directory, shared by the nodes; created when missing.</summary>
    public required string Directory { get; init; }

    /// <summary>This node's name, unique in the group. At most 255 characters.</summary>
    public required string NodeName { get; init; }

    /// <summary>This run of the process.</summary>
    public required Guid Incarnation { get; init; }

    /// <summary>How long a tenure lasts without being renewed. Default: 10 s. All nodes of a group should have the same.</summary>
    public TimeSpan LeaseDuration { get; init; } = TimeSpan.FromSeconds(10);
}

using Broker.Core.Availability;

namespace Broker.Core.Management;

/// <summary>The group of nodes on one store at one moment, as this node knows it.</summary>
public sealed record AvailabilityView
{
    public required BrokerRole Role { get; init; }

    /// <summary>Why, in one sentence; null when there is nothing to say.</summary>
    public string? Reason { get; init; }

    /// <summary>When this node took its present role.</summary>
    public required DateTimeOffset Since { get; init; }

    /// <summary>The tenure in force as far as this node knows; null before the first.</summary>
    public long? Epoch { get; init; }

    /// <summary>How long this node is still certain to be master without asking again; null when it is not.</summary>
    public TimeSpan? LeaseLeft { get; init; }

    /// <summary>What is wrong with the store or its lock now, in one sentence; null when nothing is.</summary>
    public string? StoreProblem { get; init; }

    /// <summary>The nodes that told lately, this one among them, by name.</summary>
    public IReadOnlyList<NodeView> Nodes { get; init; } = [];

    /// <summary>Changes of role in the group, newest first, at most 100.</summary>
    public IReadOnlyList<RoleChange> History { get; init; } = [];
}

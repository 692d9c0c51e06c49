using System.ComponentModel;
using Broker.Core.Management;

namespace Broker.Web.Api.Contracts;

/// <summary>The group of nodes on one store at one moment, as the asked node knows it.</summary>
public sealed record AvailabilityContract
{
    [Description("What the asked node does: Starting, Slave, Master or Stopping.")]
    public required string Role { get; init; }

    [Description("Why, in one sentence; null when there is nothing to say.")]
    public string? Reason { get; init; }

    [Description("When it took this role.")]
    public required DateTimeOffset Since { get; init; }

    [Description("The tenure in force; it grows with every takeover. Null before the first.")]
    public long? Epoch { get; init; }

    [Description("Milliseconds for which the asked node is certain to be master without asking again; null when it is not.")]
    public long? LeaseLeftMilliseconds { get; init; }

    [Description("What is wrong with the store or its lock now, in one sentence; null when nothing is.")]
    public string? StoreProblem { get; init; }

    [Description("The nodes of the group, by name.")]
    public required IReadOnlyList<NodeContract> Nodes { get; init; }

    [Description("Changes of role in the group, newest first, at most 100.")]
    public required IReadOnlyList<RoleChangeContract> History { get; init; }

    internal static AvailabilityContract Of(AvailabilityView view) => new()
    {
        Role = view.Role.ToString(),
        Reason = view.Reason,
        Since = view.Since,
        Epoch = view.Epoch,
        LeaseLeftMilliseconds = (long?)view.LeaseLeft?.TotalMilliseconds,
        StoreProblem = view.StoreProblem,
        Nodes = [.. view.Nodes.Select(static node => new NodeContract(node.Name, node.Role, node.IsThis, node.ClientUris, node.ConsoleUri))],
        History = [.. view.History.Select(static change => new RoleChangeContract(change.At, change.Node, change.Role.ToString(), change.Reason, change.Epoch))],
    };
}

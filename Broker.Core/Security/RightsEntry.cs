using Broker.Core.Configuration;
using Broker.Core.Messages;

namespace Broker.Core.Security;

/// <summary>One compiled entry: which destinations it is for, and what it gives.</summary>
/// <param name="Name">For people, such as "queue://orders.>".</param>
/// <param name="Kind">Null: queues and topics.</param>
/// <param name="Pattern">Names.</param>
/// <param name="Groups">What it gives on them.</param>
internal sealed record RightsEntry(string Name, DestinationKind? Kind, DestinationPattern Pattern, GrantedGroups Groups)
{
    public static RightsEntry For(AuthorizationEntry entry) => entry.Queue.Length > 0
        ? new(entry.ToString(), DestinationKind.Queue, new(entry.Queue), GrantedGroups.Of(entry))
        : new(entry.ToString(), DestinationKind.Topic, new(entry.Topic), GrantedGroups.Of(entry));

    public static RightsEntry ForEvery(AccessGroups groups) => new("The default entry", Kind: null, new(">"), GrantedGroups.Of(groups));

    /// <summary>It is for the destination; for a pattern: for all that it stands for.</summary>
    public bool Covers(Destination destination) =>
        IsFor(destination) && (destination.IsPattern ? Pattern.Covers(new(destination.Name)) : Pattern.Matches(destination.Name));

    /// <summary>It is for something that the pattern stands for.</summary>
    public bool Overlaps(Destination pattern) => IsFor(pattern) && Pattern.Overlaps(new(pattern.Name));

    private bool IsFor(Destination destination) => Kind is null || Kind == destination.Kind;
}

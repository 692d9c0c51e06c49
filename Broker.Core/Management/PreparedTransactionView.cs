namespace Broker.Core.Management;

/// <summary>A branch of a distributed transaction that is in doubt: prepared, and not decided by its transaction manager.</summary>
public sealed record PreparedTransactionView
{
    /// <summary>Names it in commands: format, global id and branch id, the last two hexadecimal, with ':' between them.</summary>
    public required string Xid { get; init; }

    /// <summary>By the clock of the node that prepared it.</summary>
    public required DateTimeOffset PreparedAt { get; init; }

    /// <summary>Messages that a commit sends, by destination.</summary>
    public required IReadOnlyList<DestinationCount> Sent { get; init; }

    /// <summary>Messages that a commit removes, and that nobody gets until then, by destination.</summary>
    public required IReadOnlyList<DestinationCount> Acknowledged { get; init; }
}

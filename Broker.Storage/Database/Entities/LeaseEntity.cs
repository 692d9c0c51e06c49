namespace Broker.Storage.Database.Entities;

/// <summary>The one row that says who is master. Made by <see cref="LeaseSchema"/>, not by migrations.</summary>
internal sealed class LeaseEntity
{
    /// <summary>Always 1.</summary>
    public byte Id { get; set; }

    public string BrokerName { get; set; } = "";

    /// <summary>Counts the masters; the fence number.</summary>
    public long Epoch { get; set; }

    /// <summary>The master's node name; null when nobody is.</summary>
    public string? Holder { get; set; }

    /// <summary>The master's run of the program.</summary>
    public Guid? Incarnation { get; set; }

    /// <summary>By the database's clock.</summary>
    public DateTime? Expires { get; set; }

    public long Renewals { get; set; }

    /// <summary>The node that a switch hands over to; null outside one.</summary>
    public string? Successor { get; set; }

    /// <summary>Until then nobody else may take the lease.</summary>
    public DateTime? SuccessorUntil { get; set; }
}

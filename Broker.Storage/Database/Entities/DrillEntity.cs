namespace Broker.Storage.Database.Entities;

/// <summary>A failover drill and its report.</summary>
internal sealed class DrillEntity
{
    public long Id { get; set; }

    public string Kind { get; set; } = "";

    public DateTime StartedAt { get; set; }

    /// <summary>Null while it runs, and where it never ended.</summary>
    public DateTime? EndedAt { get; set; }

    public string? Report { get; set; }
}

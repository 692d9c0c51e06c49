namespace Broker.Storage.Database.Entities;

/// <summary>Who did what, and when.</summary>
internal sealed class AuditEntity
{
    public long Id { get; set; }

    public DateTime At { get; set; }

    public string Who { get; set; } = "";

    public string Action { get; set; } = "";

    public string Target { get; set; } = "";

    public string Detail { get; set; } = "";
}

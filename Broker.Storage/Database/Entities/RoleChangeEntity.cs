namespace Broker.Storage.Database.Entities;

/// <summary>A node took or left a role.</summary>
internal sealed class RoleChangeEntity
{
    public long Id { get; set; }

    public DateTime At { get; set; }

    public string Node { get; set; } = "";

    public string Role { get; set; } = "";

    public string? Reason { get; set; }

    /// <summary>The fence number of a master; null for other roles.</summary>
    public long? Epoch { get; set; }
}

namespace Broker.Storage.Database.Entities;

/// <summary>A node of the cluster as it last told of itself. Made by <see cref="LeaseSchema"/>.</summary>
internal sealed class NodeEntity
{
    public string Name { get; set; } = "";

    /// <summary>This run of its program.</summary>
    public Guid Incarnation { get; set; }

    /// <summary>Where clients connect, separated by commas.</summary>
    public string ClientUris { get; set; } = "";

    public string ConsoleUri { get; set; } = "";

    public string Role { get; set; } = "";

    public long? Epoch { get; set; }

    /// <summary>Counts its signs of life: who sees it stand still needs no clock.</summary>
    public long Beats { get; set; }

    /// <summary>By the database's clock.</summary>
    public DateTime Seen { get; set; }
}

namespace Broker.Storage.Database.Entities;

/// <summary>One version of a document of settings. Old versions stay.</summary>
internal sealed class SettingEntity
{
    public long Id { get; set; }

    public string Document { get; set; } = "";

    /// <summary>Counts from 1 in each document.</summary>
    public int Version { get; set; }

    public string Content { get; set; } = "";

    public string ChangedBy { get; set; } = "";

    public DateTime ChangedAt { get; set; }
}

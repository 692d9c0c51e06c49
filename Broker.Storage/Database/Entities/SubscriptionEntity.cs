namespace Broker.Storage.Database.Entities;

/// <summary>A durable subscription.</summary>
internal sealed class SubscriptionEntity
{
    /// <summary>The store id, from the same numbers as those of destinations.</summary>
    public int Id { get; set; }

    public int DestinationId { get; set; }

    public string ClientId { get; set; } = "";

    public string Name { get; set; } = "";

    /// <summary>Null means every message.</summary>
    public string? Selector { get; set; }

    public bool NoLocal { get; set; }

    /// <summary>The topic or the pattern, as subscribed to.</summary>
    public string Topic { get; set; } = "";

    /// <summary>SHA-256 of what makes it one: its client and its name.</summary>
    public byte[] KeyHash { get; set; } = [];
}

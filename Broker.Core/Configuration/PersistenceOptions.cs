namespace Broker.Core.Configuration;

/// <summary>Where messages are kept.</summary>
public sealed record PersistenceOptions
{
    /// <summary>Default: <see cref="PersistenceAdapterKind.Journal"/>.</summary>
    public PersistenceAdapterKind Adapter { get; init; } = PersistenceAdapterKind.Journal;

    /// <summary>For the database alone: "Server=...;Database=...;Uid=...;Pwd=...". A secret: never logged or shown.</summary>
    public string ConnectionString { get; init; } = "";
}

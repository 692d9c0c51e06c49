namespace Broker.Storage.Database.Entities;

/// <summary>A queue or a topic, and the number by which its messages know it.</summary>
internal sealed class DestinationEntity
{
    /// <summary>The store id, given by the store and never used again.</summary>
    public int Id { get; set; }

    /// <summary>The number of its destination type.</summary>
    public byte Kind { get; set; }

    public string Name { get; set; } = "";

    /// <summary>SHA-256 of the name in UTF-8: a name may be longer than an index allows.</summary>
    public byte[] NameHash { get; set; } = [];
}

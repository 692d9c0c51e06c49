namespace Broker.Storage.Database.Entities;

/// <summary>The largest sequence that a producer has sent: what comes again after a reconnect is known by it.</summary>
internal sealed class ProducerEntity
{
    /// <summary>SHA-256 of the producer's id.</summary>
    public byte[] ProducerHash { get; set; } = [];

    /// <summary>For people; longer ids are cut.</summary>
    public string Producer { get; set; } = "";

    /// <summary>The largest sequence.</summary>
    public long Value { get; set; }

    /// <summary>When it last sent. Unit: milliseconds since 1970, UTC.</summary>
    public long Touched { get; set; }
}

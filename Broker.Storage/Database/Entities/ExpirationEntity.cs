namespace Broker.Storage.Database.Entities;

/// <summary>A message that expires, found by when.</summary>
internal sealed class ExpirationEntity
{
    public long Lane { get; set; }

    public long Sequence { get; set; }

    /// <summary>Unit: milliseconds since 1970, UTC.</summary>
    public long Expires { get; set; }
}

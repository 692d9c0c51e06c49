namespace Broker.Storage.Database.Entities;

/// <summary>What a lane holds, kept with each change so that nobody counts rows.</summary>
internal sealed class LaneEntity
{
    /// <summary>As <see cref="MessageEntity.Lane"/>.</summary>
    public long Lane { get; set; }

    public long Messages { get; set; }

    public long Bytes { get; set; }

    /// <summary>Messages up to this sequence are gone, though their rows may still be there. 0 means none.</summary>
    public long PurgedThrough { get; set; }

    /// <summary>Messages up to this sequence may have been handed to a consumer. Kept in a store's lane of priority 0 for all its lanes.</summary>
    public long DeliveredThrough { get; set; }
}

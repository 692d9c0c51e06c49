namespace Broker.Storage.Journal;

/// <summary>What a block of a checkpoint file holds. The numbers reach disk: append, never renumber.</summary>
internal enum CheckpointBlock : byte
{
    /// <summary>Where replay begins, and whether nothing follows.</summary>
    Header = 1,
    Destination = 2,
    Subscription = 3,
    Producers = 4,
    Entries = 5,

    /// <summary>Counters, the last block; a file without it is unfinished.</summary>
    End = 6,

    /// <summary>How far each store's messages may have been delivered.</summary>
    DeliveryMarks = 7,

    /// <summary>What the index knows of jobs.</summary>
    Jobs = 8,

    /// <summary>A prepared branch, or a part of one; parts follow one another.</summary>
    Prepared = 9,
}

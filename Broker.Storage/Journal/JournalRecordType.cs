namespace Broker.Storage.Journal;

/// <summary>What a record says. The numbers reach disk: append, never renumber.</summary>
internal enum JournalRecordType : byte
{
    /// <summary>A message for one or several stores.</summary>
    Add = 1,

    /// <summary>Messages of one store that are gone.</summary>
    Remove = 2,

    /// <summary>All messages of one store up to a sequence are gone.</summary>
    RemoveAll = 3,

    DestinationAdd = 4,
    DestinationRemove = 5,
    SubscriptionAdd = 6,
    SubscriptionRemove = 7,

    /// <summary>A message written again further on, so that its old segment can go; only the place changes.</summary>
    Move = 8,

    /// <summary>A transaction: complete records, of which all count or none.</summary>
    Batch = 9,

    /// <summary>Messages of one store up to a sequence may have been handed to a consumer.</summary>
    DeliveryMark = 10,

    /// <summary>A job, new or in the place of the one with its id.</summary>
    JobPut = 11,

    /// <summary>A job that is gone.</summary>
    JobRemove = 12,

    /// <summary>A job written again further on, as <see cref="Move"/> does with a message.</summary>
    JobMove = 13,

    /// <summary>A branch of a distributed transaction is prepared: nothing of it takes effect, and nothing may be lost.</summary>
    Prepare = 14,

    /// <summary>A prepared branch has ended; what it did stands beside this in the same Batch.</summary>
    PreparedEnd = 15,
}

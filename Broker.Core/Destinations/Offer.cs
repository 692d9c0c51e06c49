namespace Broker.Core.Destinations;

/// <summary>What became of an entry offered to consumers.</summary>
internal enum Offer
{
    /// <summary>No consumer can take anything now.</summary>
    NoRoom,

    /// <summary>Some could, but none of these wants this one.</summary>
    Unmatched,

    /// <summary>Its message group is for one that has no room, or for nobody yet; the others may have what stands behind it.</summary>
    Blocked,

    /// <summary>One would take it, but the store has not noted yet that it may be delivered.</summary>
    Withheld,
    Taken,
}

namespace Broker.Core.Destinations;

/// <summary>A consumer on one backlog, with the places up to which its selector has looked.</summary>
/// <remarks>
/// A selective consumer looks at the part in memory entry by entry, and at the part in the store page by page; it remembers both places
/// so that nothing is evaluated twice. Message groups of others are to any consumer what its selector does not want. Guarded by the
/// backlog's lock. A consumer of a pattern or composite has one attachment for each backlog.
/// </remarks>
internal sealed class Attachment(PrefetchSubscription subscription, int lanes, MessageGroups? groups)
{
    private readonly Place[] _places = new Place[lanes];
    private long _fullInPass = -1;

    public PrefetchSubscription Subscription { get; } = subscription;

    public bool IsSelective => Subscription.Options.Selector is not null || groups is { IsInUse: true };

    /// <summary>Message groups of the backlog that are its own.</summary>
    public int Groups { get; set; }

    /// <summary>It has left the backlog.</summary>
    public bool IsDetached { get; set; }

    /// <summary>Whether it can take part in a pass over the entries. Once found full it stays so until the next pass.</summary>
    /// <remarks>
    /// Room may come back in the middle of a pass. What was passed over till then must come first, so the consumer waits for
    /// the pass that its new room sets off.
    /// </remarks>
    public bool HasRoomIn(long pass)
    {
        if (_fullInPass == pass) return false;
        if (Subscription.HasRoom) return true;
        _fullInPass = pass;
        return false;
    }

    /// <summary>Offers one entry that waits in memory.</summary>
    public Offer Offer(QueueEntry entry, Lane lane, long pass, bool firstOfGroup = false)
    {
        if (!HasRoomIn(pass)) return Destinations.Offer.NoRoom;
        return Wants(entry, lane) ? Give(entry, lane, pass, firstOfGroup) : Destinations.Offer.Unmatched;
    }

    /// <summary>Whether it is for this consumer, as far as that alone can say.</summary>
    public bool Wants(QueueEntry entry, Lane lane)
    {
        var inRow = entry.Sequence <= lane.LoadedThrough;

        // Who takes everything takes it in order: an entry from further back has to wait until the row reaches it.
        if (!IsSelective) return inRow;

        // An entry picked from the middle of the store stands apart from the row in memory; it is looked at each time.
        if (inRow && entry.Sequence <= _places[entry.Lane].InMemory) return false;
        if (Subscription.Matches(entry.Message, entry.RedeliveryCounter)) return true;
        MarkSeen(entry, lane);
        return false;
    }

    /// <summary>Gives it an entry that it wants.</summary>
    public Offer Give(QueueEntry entry, Lane lane, long pass, bool firstOfGroup)
    {
        if (!entry.Backlog.MayDeliver(entry)) return Destinations.Offer.Withheld;
        if (Subscription.TryTake(entry, lane.Waiting, firstOfGroup)) return Destinations.Offer.Taken;
        _fullInPass = pass;
        return Destinations.Offer.NoRoom;
    }

    /// <summary>It has looked at all that stands before the entry.</summary>
    public bool HasSeenAllBefore(QueueEntry entry, Lane lane) =>
        entry.Sequence <= lane.LoadedThrough || SeenInStore(entry.Lane) >= entry.Sequence || HasSeenStore(entry.Lane, lane);

    /// <summary>The entry, and all before it, are not for this consumer.</summary>
    public void MarkSeen(QueueEntry entry, Lane lane)
    {
        ref var place = ref _places[entry.Lane];
        if (entry.Sequence <= lane.LoadedThrough) place.InMemory = Math.Max(place.InMemory, entry.Sequence);
    }

    /// <summary>Up to where the row in memory holds nothing for this consumer.</summary>
    public long SeenInMemory(int lane) => _places[lane].InMemory;

    /// <summary>An entry came back to the row: it must be looked at again.</summary>
    public void LookAgainFrom(QueueEntry entry)
    {
        ref var place = ref _places[entry.Lane];
        place.InMemory = Math.Min(place.InMemory, entry.Sequence - 1);
    }

    /// <summary>Up to where the store holds nothing for this consumer.</summary>
    public long SeenInStore(int lane) => _places[lane].InStore;

    public void MoveInStore(int lane, long sequence)
    {
        ref var place = ref _places[lane];
        place.InStore = Math.Max(place.InStore, sequence);
    }

    /// <summary>A message was left to the store behind the place reached: the search goes back to it.</summary>
    public void LookAgainInStoreFrom(int lane, long sequence)
    {
        ref var place = ref _places[lane];
        place.InStore = Math.Min(place.InStore, sequence - 1);
    }

    /// <summary>Messages from this one on may be for it now that were not before.</summary>
    public void LookAgainEverywhereFrom(long sequence)
    {
        for (var lane = 0; lane < _places.Length; lane++)
        {
            ref var place = ref _places[lane];
            place.InMemory = Math.Min(place.InMemory, sequence - 1);
            place.InStore = Math.Min(place.InStore, sequence - 1);
            place.StoreVersion = 0;
        }
    }

    /// <summary>Everything left to the store up to now has been looked at.</summary>
    public bool HasSeenStore(int index, Lane lane) => _places[index].StoreVersion == lane.LeftOut + 1;

    public void MarkStoreSeen(int index, long leftOut) => _places[index].StoreVersion = leftOut + 1;

    private struct Place
    {
        public long InMemory;
        public long InStore;

        // One more than the lane's LeftOut when the end was reached; 0 has seen nothing yet.
        public long StoreVersion;
    }
}

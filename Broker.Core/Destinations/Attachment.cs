namespace Broker.Core.Destinations;

/// <summary>A consumer on one backlog, with the places up to which its selector has looked.</summary>
/// <remarks>
/// A selective consumer looks at the part in memory entry by entry, and at the part in the store page by page; it remembers both places
/// so that nothing is evaluated twice. Guarded by the backlog's lock. A consumer of a pattern or composite has one attachment for
/// each backlog.
/// </remarks>
internal sealed class Attachment(PrefetchSubscription subscription, int lanes)
{
    private readonly Place[] _places = new Place[lanes];

    public PrefetchSubscription Subscription { get; } = subscription;

    public bool IsSelective => Subscription.Options.Selector is not null;

    /// <summary>Offers one entry that waits in memory.</summary>
    public Offer Offer(QueueEntry entry, Lane lane)
    {
        if (!Subscription.HasRoom) return Destinations.Offer.NoRoom;
        if (IsSelective)
        {
            // An entry picked from the middle of the store stands apart from the row in memory; it is looked at each time.
            var inRow = entry.Sequence <= lane.LoadedThrough;
            ref var place = ref _places[entry.Lane];
            if (inRow && entry.Sequence <= place.InMemory) return Destinations.Offer.Unmatched;
            if (!Subscription.Matches(entry.Message))
            {
                if (inRow) place.InMemory = entry.Sequence;
                return Destinations.Offer.Unmatched;
            }
        }

        return Subscription.TryTake(entry, lane.Waiting) ? Destinations.Offer.Taken : Destinations.Offer.NoRoom;
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

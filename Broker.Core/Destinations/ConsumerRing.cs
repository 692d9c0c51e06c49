namespace Broker.Core.Destinations;

/// <summary>The consumers of a backlog in the order in which they are offered messages: higher priority first, in turn within one.</summary>
/// <remarks>Guarded by the backlog's lock.</remarks>
internal sealed class ConsumerRing
{
    private readonly List<Band> _bands = [];
    private readonly List<Attachment> _all = [];
    private readonly List<Attachment> _exclusive = [];

    /// <summary>In order of arrival.</summary>
    public IReadOnlyList<Attachment> All => _all;

    /// <summary>Those that messages may go to now: all, or the exclusive one.</summary>
    public IReadOnlyList<Attachment> Eligible => Exclusive is null ? _all : _exclusive;

    public int Count => _all.Count;

    public void Add(Attachment attachment)
    {
        var priority = attachment.Subscription.Options.Priority;
        var at = _bands.FindIndex(band => band.Priority <= priority);
        if (at < 0) at = _bands.Count;
        if (at == _bands.Count || _bands[at].Priority != priority) _bands.Insert(at, new(priority));
        _bands[at].Members.Add(attachment);
        _all.Add(attachment);
        ChooseExclusive();
    }

    public Attachment? Remove(PrefetchSubscription subscription)
    {
        var attachment = _all.Find(candidate => candidate.Subscription == subscription);
        if (attachment is null) return null;
        _all.Remove(attachment);
        var band = _bands.Find(candidate => candidate.Members.Contains(attachment))!;
        band.Members.Remove(attachment);
        if (band.Members.Count == 0) _bands.Remove(band);
        ChooseExclusive();
        return attachment;
    }

    /// <summary>The one consumer that gets everything, when an exclusive one is there.</summary>
    public Attachment? Exclusive { get; private set; }

    /// <summary>Offers an entry to each consumer in turn until one takes it.</summary>
    public Offer OfferToAll(QueueEntry entry, Lane lane, long pass)
    {
        if (Exclusive is not null) return Exclusive.Offer(entry, lane, pass);
        var best = Offer.NoRoom;
        foreach (var band in _bands)
        {
            var members = band.Members;
            for (var turn = 0; turn < members.Count; turn++)
            {
                var index = (band.Next + turn) % members.Count;
                var answer = members[index].Offer(entry, lane, pass);
                if (answer == Offer.Taken)
                {
                    band.Next = (index + 1) % members.Count;
                    return Offer.Taken;
                }

                if (answer == Offer.Withheld) return Offer.Withheld;
                if (answer == Offer.Unmatched) best = Offer.Unmatched;
            }
        }

        return best;
    }

    // First come, first served among those of the highest priority.
    private void ChooseExclusive()
    {
        Exclusive = null;
        _exclusive.Clear();
        foreach (var band in _bands)
        {
            Exclusive = band.Members.Find(member => member.Subscription.Options.Exclusive);
            if (Exclusive is null) continue;
            _exclusive.Add(Exclusive);
            return;
        }
    }

    private sealed class Band(int priority)
    {
        public int Priority { get; } = priority;

        public List<Attachment> Members { get; } = [];

        public int Next { get; set; }
    }
}

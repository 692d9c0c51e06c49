using System.Runtime.InteropServices;
using Broker.Core.Configuration;

namespace Broker.Core.Destinations;

/// <summary>The consumers of a backlog in the order in which they are offered messages: higher priority first, in turn within one.</summary>
/// <remarks>Guarded by the backlog's lock.</remarks>
internal sealed class ConsumerRing(DestinationPolicy policy)
{
    private readonly List<Band> _bands = [];
    private readonly List<Attachment> _all = [];
    private readonly List<Attachment> _exclusive = [];

    /// <summary>In order of arrival.</summary>
    public ReadOnlySpan<Attachment> All => CollectionsMarshal.AsSpan(_all);

    /// <summary>Those that messages may go to: all, or the exclusive one.</summary>
    public ReadOnlySpan<Attachment> Eligible => CollectionsMarshal.AsSpan(Exclusive is null ? _all : _exclusive);

    public int Count => _all.Count;

    public void Add(Attachment attachment)
    {
        var priority = policy.UseConsumerPriority ? attachment.Subscription.Options.Priority : 0;
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
                    EndTurn(band, index);
                    return Offer.Taken;
                }

                if (answer == Offer.Withheld) return Offer.Withheld;
                if (answer == Offer.Unmatched) best = Offer.Unmatched;
            }
        }

        return best;
    }

    /// <summary>Offers the first entry of a message group to the consumer that owns the fewest; of equals, to the next in turn.</summary>
    /// <param name="entry">The entry.</param>
    /// <param name="lane">Its lane.</param>
    /// <param name="pass">The walk it is met in.</param>
    /// <param name="taker">Who has taken it, or would.</param>
    public Offer OfferToLeastLoaded(QueueEntry entry, Lane lane, long pass, out Attachment? taker)
    {
        taker = Exclusive;
        if (Exclusive is not null) return Exclusive.Offer(entry, lane, pass, firstOfGroup: true);
        var best = Offer.NoRoom;
        foreach (var band in _bands)
        {
            while (FindLeastLoaded(band, entry, lane, pass, ref best) is var index and >= 0)
            {
                taker = band.Members[index];
                var answer = taker.Give(entry, lane, pass, firstOfGroup: true);
                if (answer == Offer.Taken) EndTurn(band, index);
                if (answer is Offer.Taken or Offer.Withheld) return answer;
            }
        }

        taker = null;
        return best;
    }

    private static int FindLeastLoaded(Band band, QueueEntry entry, Lane lane, long pass, ref Offer best)
    {
        var found = -1;
        for (var turn = 0; turn < band.Members.Count; turn++)
        {
            var index = (band.Next + turn) % band.Members.Count;
            var member = band.Members[index];
            if (!member.HasRoomIn(pass)) continue;
            best = Offer.Unmatched;

            // Who has not looked at all before it may find an earlier one of the group there.
            if (!member.HasSeenAllBefore(entry, lane) || !member.Wants(entry, lane)) continue;
            if (found < 0 || member.Groups < band.Members[found].Groups) found = index;
        }

        return found;
    }

    // In strict order the same one is first again, until it has no room.
    private void EndTurn(Band band, int index)
    {
        if (!policy.StrictOrderDispatch) band.Next = (index + 1) % band.Members.Count;
    }

    // First come, first served among those of the highest priority.
    private void ChooseExclusive()
    {
        Exclusive = null;
        _exclusive.Clear();
        foreach (var band in _bands)
        {
            Exclusive = band.Members.Find(member => policy.AllConsumersExclusiveByDefault || member.Subscription.Options.Exclusive);
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

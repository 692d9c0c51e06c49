using Broker.Core.Messages;

namespace Broker.Core.Destinations;

/// <content>Step 7 of a message's way: from the lanes to the consumers.</content>
internal sealed partial class Backlog
{
    private const long Everything = long.MaxValue;

    private List<QueueEntry>? _expired;
    private long _nextExpiry;
    private long _pass;

    /// <summary>Looks for messages that ran out of time, in memory and, by index, in the store.</summary>
    public async ValueTask ExpireAsync(CancellationToken cancellationToken)
    {
        var now = _context.NowMilliseconds;
        if (_policy.ExpireMessagesPeriod == TimeSpan.Zero || now < _nextExpiry) return;
        _nextExpiry = now + (long)_policy.ExpireMessagesPeriod.TotalMilliseconds;
        lock (_lock)
        {
            foreach (var lane in _lanes) ExpireWaiting(lane, now);
        }

        await ExpireLeftOutAsync(now, cancellationToken).ConfigureAwait(false);
        BuryExpired();
    }

    private async ValueTask ExpireLeftOutAsync(long now, CancellationToken cancellationToken)
    {
        var page = new List<Message>();
        BeginReading();
        try
        {
            // What consumers hold may have run out of time too and comes first; the page has to reach beyond it.
            var limit = (int)Math.Min(PageMessages + InFlight, int.MaxValue);
            await _store.ReadExpiredAsync(now, limit, page, cancellationToken).ConfigureAwait(false);
            lock (_lock)
            {
                _pages.BeginPage();
                foreach (var message in page)
                {
                    var index = LaneOf(message);
                    if (!_closed && _pages.IsLeftOut(_lanes[index], message.Sequence)) Expire(Pick(index, message));
                }

                // A page that could not be loaded is tried again.
                Dispatch();
            }
        }
        finally
        {
            EndReading();
        }
    }

    // The lock is held, here and below.
    private void Dispatch()
    {
        if (_consumers.Count == 0 || _closed || _context.IsStopping) return;
        if (DispatchLanes()) StartLoading();
    }

    // Serves the lanes, best first. False: nobody has room.
    private bool DispatchLanes()
    {
        bool wantsMore;
        do
        {
            _mustLookAgain = false;
            wantsMore = DispatchLanesOnce();
        }
        while (_mustLookAgain);
        return wantsMore;
    }

    private bool DispatchLanesOnce()
    {
        _pass++;
        for (var index = _lanes.Length - 1; index >= 0; index--)
        {
            var offer = DispatchLane(index);
            if (_mustLookAgain) return true;
            if (offer == Offer.NoRoom) return false;

            // Lower priorities wait for those of this one that are held back, or still to come from the store.
            if (offer == Offer.Withheld || (index > 0 && WantsStore(index))) return true;
        }

        return true;
    }

    // NoRoom: nobody has any. Withheld: the next one waits for the store, and nobody overtakes it. Else nothing more is wanted.
    private Offer DispatchLane(int index)
    {
        if (_start is { IsHeld: true }) return Offer.NoRoom;
        var lane = _lanes[index];
        var entry = FirstToOffer(lane, index);
        while (entry is not null)
        {
            var next = entry.Next;
            if (entry.Message.Expiration > 0 && entry.Message.IsExpired(_context.NowMilliseconds))
            {
                TakeOut(lane, entry);
                Expire(entry);
            }
            else
            {
                var message = entry.Message;
                var offer = OfferToConsumers(entry, lane);
                if (offer == Offer.Withheld && TryNote(lane)) continue;
                if (offer is Offer.NoRoom or Offer.Withheld) return offer;
                if (offer == Offer.Taken)
                {
                    _waitingBytes -= message.SizeBytes;
                    _inFlight++;
                    Statistics.CountDispatched(message, _context.NowMilliseconds);
                }
                else if (offer == Offer.Blocked)
                {
                    if (LeastSeen(index) == Everything) return Offer.NoRoom;
                    next = SkipSeen(lane, index, next);
                }

                if (_mustLookAgain) return offer;
            }

            entry = next;
        }

        return Offer.Unmatched;
    }

    // With selective consumers alone, what all of them have seen need not be walked again.
    private QueueEntry? FirstToOffer(Lane lane, int index)
    {
        var seen = LeastSeen(index);
        return seen is 0 or Everything ? lane.Waiting.First : FirstBeyond(lane, seen);
    }

    // An owner without room leaves the rest of its groups' messages behind it, which need not be walked over for the others.
    private QueueEntry? SkipSeen(Lane lane, int index, QueueEntry? next)
    {
        var seen = LeastSeen(index);
        if (next is null || next.Sequence > seen || FirstBeyond(lane, seen) is not { } first) return next;
        return first.Sequence > next.Sequence ? first : next;
    }

    // Up to where the row holds nothing for those with room; 0: one of them takes everything. Everything: nobody has room.
    private long LeastSeen(int index)
    {
        var seen = Everything;
        foreach (var consumer in _consumers.Eligible)
        {
            if (!consumer.HasRoomIn(_pass)) continue;
            if (!consumer.IsSelective) return 0;
            seen = Math.Min(seen, consumer.SeenInMemory(index));
        }

        return seen;
    }

    private static QueueEntry? FirstBeyond(Lane lane, long seen)
    {
        // From both ends: what one has seen may reach nearly to the end, and what another has not nearly to the front.
        var (front, back) = (lane.Waiting.First, lane.Waiting.Last);
        while (front is not null && front.Sequence <= seen)
        {
            if (back!.Previous is not { } previous || (previous.Sequence <= seen && back.Sequence <= lane.LoadedThrough)) return back;
            (front, back) = (front.Next, previous);
        }

        return front;
    }

    private void TakeOut(Lane lane, QueueEntry entry)
    {
        lane.Waiting.Remove(entry);
        _waitingBytes -= entry.Message.SizeBytes;
        _inFlight++;
        entry.Group = null;
    }

    private void ExpireWaiting(Lane lane, long now)
    {
        var entry = lane.Waiting.First;
        while (entry is not null)
        {
            var next = entry.Next;
            if (entry.Message.IsExpired(now))
            {
                TakeOut(lane, entry);
                Expire(entry);
            }

            entry = next;
        }
    }

    // In no list, counted as in flight until it is buried.
    private void Expire(QueueEntry entry)
    {
        _expired ??= [];
        _expired.Add(entry);
    }

    // Outside the lock: burying sends to another backlog.
    private void BuryExpired()
    {
        if (Volatile.Read(ref _expired) is null) return;
        List<QueueEntry>? expired;
        lock (_lock)
        {
            expired = _expired;
            _expired = null;
        }

        if (expired is null) return;
        _ = _context.DeadLetters.BuryExpiredAsync(expired);
    }
}

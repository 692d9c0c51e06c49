using Broker.Core.Messages;

namespace Broker.Core.Destinations;

/// <content>Step 7 of a message's way: from the lanes to the consumers.</content>
internal sealed partial class Backlog
{
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
                FindUnannounced();
                foreach (var message in page)
                {
                    var index = LaneOf(message);
                    if (!_closed && IsLeftOut(_lanes[index], message.Sequence)) Expire(Pick(index, message));
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
        _pass++;
        for (var index = _lanes.Length - 1; index >= 0; index--)
        {
            var offer = DispatchLane(index);
            if (offer == Offer.NoRoom) return false;

            // Lower priorities wait for those of this one that are held back, or still to come from the store.
            if (offer == Offer.Withheld || (index > 0 && WantsStore(index))) return true;
        }

        return true;
    }

    // NoRoom: nobody has any. Withheld: the next one waits for the store, and nobody overtakes it. Else nothing more is wanted.
    private Offer DispatchLane(int index)
    {
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
                var size = entry.Message.SizeBytes;
                var offer = _consumers.OfferToAll(entry, lane, _pass);
                if (offer == Offer.Withheld && TryNote(lane)) continue;
                if (offer is Offer.NoRoom or Offer.Withheld) return offer;
                if (offer == Offer.Taken)
                {
                    _waitingBytes -= size;
                    _inFlight++;
                    Statistics.CountDispatched();
                }
            }

            entry = next;
        }

        return Offer.Unmatched;
    }

    // With selective consumers alone, what all of them have seen need not be walked again.
    private QueueEntry? FirstToOffer(Lane lane, int index)
    {
        var seen = long.MaxValue;
        foreach (var consumer in _consumers.Eligible)
        {
            if (!consumer.HasRoomIn(_pass)) continue;
            if (!consumer.IsSelective) return lane.Waiting.First;
            seen = Math.Min(seen, consumer.SeenInMemory(index));
        }

        if (seen == long.MaxValue) return lane.Waiting.First;
        var entry = lane.Waiting.Last;
        while (entry?.Previous is { } previous && (previous.Sequence > seen || entry.Sequence > lane.LoadedThrough)) entry = previous;
        return entry;
    }

    private void TakeOut(Lane lane, QueueEntry entry)
    {
        lane.Waiting.Remove(entry);
        _waitingBytes -= entry.Message.SizeBytes;
        _inFlight++;
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

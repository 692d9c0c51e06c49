using Broker.Core.Messages;
using Broker.Core.Storage;

namespace Broker.Core.Destinations;

/// <content>Emptying: all that waits, in memory and in the store, and nothing that is sent meanwhile.</content>
internal sealed partial class Backlog
{
    /// <summary>Removes all that wait; what consumers hold stays theirs.</summary>
    /// <returns>How many went.</returns>
    public async ValueTask<long> PurgeAsync(CancellationToken cancellationToken)
    {
        // What is sent from now on stays; else a fast producer could keep this busy for ever.
        var end = _context.Persistence.NextSequence();
        var purged = 0L;
        long after;
        lock (_lock) purged += RemoveWaiting(end, out after);
        var page = new List<Message>();
        while (after < end)
        {
            page.Clear();
            BeginReading();
            try
            {
                await _store.ReadAsync(new(after, PageMessages, PageBytes), page, cancellationToken).ConfigureAwait(false);
                lock (_lock)
                {
                    // Some may have been loaded meanwhile.
                    purged += RemoveWaiting(end, out _);
                    purged += RemoveLeftOut(page, end);
                }
            }
            finally
            {
                EndReading();
            }

            if (page.Count == 0) break;
            after = page[^1].Sequence;
        }

        return purged;
    }

    private long RemoveWaiting(long end, out long loadedThrough)
    {
        var removed = 0L;
        loadedThrough = long.MaxValue;
        foreach (var lane in _lanes)
        {
            loadedThrough = Math.Min(loadedThrough, lane.LoadedThrough);
            removed += RemoveWaiting(lane, end);
        }

        return removed;
    }

    private long RemoveWaiting(Lane lane, long end)
    {
        var removed = 0L;
        while (lane.Waiting.First is { } entry && entry.Sequence <= end)
        {
            lane.Waiting.Remove(entry);
            _waitingBytes -= entry.Message.SizeBytes;
            if (entry.Stored && !_closed) _store.Remove(MessageKey.Of(entry.Message));
            Forget(entry);
            removed++;
        }

        return removed;
    }

    private long RemoveLeftOut(List<Message> page, long end)
    {
        var removed = 0L;
        _pages.BeginPage();
        foreach (var message in page)
        {
            if (message.Sequence > end || !_pages.IsLeftOut(_lanes[LaneOf(message)], message.Sequence)) continue;
            _store.Remove(MessageKey.Of(message));
            _pages.ForgetLeftOut(message.Sequence);
            removed++;
        }

        return removed;
    }
}

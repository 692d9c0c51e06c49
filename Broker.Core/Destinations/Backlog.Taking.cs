using Broker.Core.Messages;

namespace Broker.Core.Destinations;

/// <content>Taking chosen messages out, wherever they wait, so that they can go elsewhere.</content>
internal sealed partial class Backlog
{
    /// <summary>How many of the messages waiting now are chosen.</summary>
    public async ValueTask<long> CountAsync(MessageChoice choice, CancellationToken cancellationToken)
    {
        var count = 0L;
        var end = _context.Persistence.NextSequence();
        for (var after = 0L; after < end && count < choice.Most;)
        {
            (var found, after) = await VisitAsync(after, end, choice, static (_, waiting) => waiting.Count, cancellationToken).ConfigureAwait(false);
            count += found;
        }

        return Math.Min(count, choice.Most);
    }

    /// <summary>Takes the chosen messages of the next page out, oldest first.</summary>
    /// <param name="after">Only sequences larger than this.</param>
    /// <param name="end">Only sequences up to this; what is sent later stays.</param>
    /// <param name="choice">Which ones.</param>
    /// <param name="most">At most so many.</param>
    /// <param name="cancellationToken">Nothing is taken when it is cancelled.</param>
    /// <returns>
    /// Entries in no list, which count as in flight: <see cref="Remove"/> or <see cref="Return"/> follows. And the last sequence looked at.
    /// </returns>
    public ValueTask<(List<QueueEntry> Taken, long Through)> TakeAsync(
        long after, long end, MessageChoice choice, long most, CancellationToken cancellationToken) =>
        VisitAsync(after, end, choice, (backlog, waiting) => backlog.Take(waiting, most), cancellationToken);

    /// <summary>As <see cref="TakeAsync"/>, but they stay.</summary>
    public ValueTask<(List<Message> Messages, long Through)> ListAsync(
        long after, long end, MessageChoice choice, long most, CancellationToken cancellationToken) =>
        VisitAsync(
            after,
            end,
            choice,
            (_, waiting) => waiting.GetRange(0, (int)Math.Min(most, waiting.Count)).ConvertAll(static one => one.Message),
            cancellationToken);

    // Calls with what waits and is chosen, in order and with the lock held.
    private async ValueTask<(T Result, long Through)> VisitAsync<T>(
        long after, long end, MessageChoice choice, Func<Backlog, List<Waiting>, T> visit, CancellationToken cancellationToken)
    {
        var page = new List<Message>();
        BeginReading();
        try
        {
            await _store.ReadAsync(new(after, PageMessages, PageBytes), page, cancellationToken).ConfigureAwait(false);
            var through = page.Count == 0 ? end : Math.Min(page[^1].Sequence, end);
            var chosen = new Dictionary<long, Message>();
            foreach (var message in page)
            {
                if (message.Sequence <= through && choice.Includes(message)) chosen.Add(message.Sequence, message);
            }

            lock (_lock)
            {
                var waiting = FindWaiting(after, through, chosen, choice);
                waiting.Sort(static (one, other) => one.Sequence.CompareTo(other.Sequence));
                return (visit(this, waiting), through);
            }
        }
        finally
        {
            EndReading();
        }
    }

    // The lock is held, here and below.
    private List<Waiting> FindWaiting(long after, long through, Dictionary<long, Message> chosen, MessageChoice choice)
    {
        var waiting = new List<Waiting>();
        if (_closed) return waiting;
        _pages.BeginPage();
        foreach (var lane in _lanes)
        {
            for (var entry = lane.Waiting.First; entry is not null; entry = entry.Next)
            {
                if (entry.Sequence <= after || entry.Sequence > through) continue;
                if (entry.Stored ? chosen.Remove(entry.Sequence) : choice.Includes(entry.Message)) waiting.Add(new(entry.Message, entry));
            }
        }

        foreach (var (sequence, message) in chosen)
        {
            if (_pages.IsLeftOut(_lanes[LaneOf(message)], sequence)) waiting.Add(new(message, Entry: null));
        }

        return waiting;
    }

    private List<QueueEntry> Take(List<Waiting> waiting, long most)
    {
        var taken = new List<QueueEntry>();
        foreach (var (message, entry) in waiting)
        {
            if (taken.Count >= most) break;
            if (entry is not null) TakeOut(_lanes[entry.Lane], entry);
            taken.Add(entry ?? Pick(LaneOf(message), message));
        }

        return taken;
    }

    /// <param name="Message">A message that waits.</param>
    /// <param name="Entry">Null while it is in the store alone.</param>
    private readonly record struct Waiting(Message Message, QueueEntry? Entry)
    {
        public long Sequence => Message.Sequence;
    }
}

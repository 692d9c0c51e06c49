using Broker.Core.Messages;

namespace Broker.Core.Destinations;

/// <content>Looking without taking: pages by key, from memory and store together.</content>
internal sealed partial class Backlog
{
    /// <summary>See <see cref="Queue.BrowseAsync"/>.</summary>
    public async ValueTask<IReadOnlyList<Message>> BrowseAsync(long after, int limit, CancellationToken cancellationToken)
    {
        var page = new List<Message>();
        await _store.ReadAsync(new(after, limit), page, cancellationToken).ConfigureAwait(false);
        if (Volatile.Read(ref _inMemoryOnly) == 0) return page;
        AddInMemoryOnly(page, after);
        page.Sort(static (one, other) => one.Sequence.CompareTo(other.Sequence));
        return page.Count <= limit ? page : page.GetRange(0, limit);
    }

    private void AddInMemoryOnly(List<Message> page, long after)
    {
        lock (_lock)
        {
            foreach (var lane in _lanes)
            {
                for (var entry = lane.Waiting.First; entry is not null; entry = entry.Next)
                {
                    if (!entry.Stored && entry.Sequence > after) page.Add(entry.Message);
                }
            }

            foreach (var consumer in _consumers.All) consumer.Subscription.AddInMemoryOnly(this, page, after);
        }
    }
}

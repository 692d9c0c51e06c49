using Broker.Core.Messages;

namespace Broker.Core.Destinations;

/// <content>Messages that a transaction of an earlier tenure has acknowledged and not decided: nobody may have them.</content>
internal sealed partial class Backlog
{
    /// <summary>Takes messages out of what may be delivered; each counts as in flight until it is removed or returned.</summary>
    /// <param name="sequences">Those that are not in the store are passed over.</param>
    /// <param name="cancellationToken">Stops reading; what was taken stays taken.</param>
    /// <returns>The entries, in no list.</returns>
    /// <remarks>Before the first consumer comes: nothing is in memory yet.</remarks>
    /// <exception cref="Storage.StoreException">They cannot be read.</exception>
    public async ValueTask<List<QueueEntry>> HoldAsync(List<long> sequences, CancellationToken cancellationToken)
    {
        sequences.Sort();
        var held = new List<QueueEntry>(sequences.Count);
        var page = new List<Message>();
        for (var at = 0; at < sequences.Count;)
        {
            page.Clear();
            await _store.ReadAsync(new(sequences[at] - 1, Math.Min(sequences.Count - at, PageMessages), PageBytes), page, cancellationToken).ConfigureAwait(false);
            if (page.Count == 0) break;
            lock (_lock)
            {
                foreach (var message in page)
                {
                    if (sequences.BinarySearch(at, sequences.Count - at, message.Sequence, comparer: null) >= 0) held.Add(Pick(LaneOf(message), message));
                }
            }

            while (at < sequences.Count && sequences[at] <= page[^1].Sequence) at++;
        }

        return held;
    }
}

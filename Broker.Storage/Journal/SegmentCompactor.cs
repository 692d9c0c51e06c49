using System.Runtime.InteropServices;

namespace Broker.Storage.Journal;

/// <summary>Moves the few messages left in old segments to the end of the log, so that one old message never pins the disk.</summary>
internal sealed class SegmentCompactor(JournalSegments segments, JournalCatalogue catalogue, JournalWriter writer)
{
    private const long MostBytesUnderWay = 1024 * 1024;

    /// <returns>Records moved.</returns>
    public async Task<long> MoveAsync(IReadOnlySet<uint> sparse)
    {
        long moved = 0;
        long bytes = 0;
        var under = new List<Task>();
        foreach (var (location, (length, stores)) in Gather(sparse).OrderBy(pair => pair.Key.Value))
        {
            if (ReadRecord(location, length) is not { } record) continue;
            under.Add(writer.MoveAsync(record, stores).AsTask());
            bytes += length;
            moved++;
            if (bytes < MostBytesUnderWay) continue;
            await Task.WhenAll(under).ConfigureAwait(false);
            under.Clear();
            bytes = 0;
        }

        await Task.WhenAll(under).ConfigureAwait(false);
        return moved;
    }

    // A topic message lies in one place and is wanted by several subscriptions: it moves once.
    private Dictionary<JournalLocation, (int Length, List<JournalMessageStore> Stores)> Gather(IReadOnlySet<uint> sparse)
    {
        var found = new Dictionary<JournalLocation, (int Length, List<JournalMessageStore> Stores)>();
        var entries = new IndexEntry[1024];
        foreach (var store in catalogue.Stores)
        {
            long after = 0;
            for (var count = store.CopyEntries(after, entries); count > 0; count = store.CopyEntries(after, entries))
            {
                after = entries[count - 1].Sequence;
                foreach (var entry in entries.AsSpan(0, count))
                {
                    if (!sparse.Contains(entry.Location.Segment)) continue;
                    ref var place = ref CollectionsMarshal.GetValueRefOrAddDefault(found, entry.Location, out var exists);
                    if (!exists) place = (entry.RecordLength, []);
                    place.Stores.Add(store);
                }
            }
        }

        return found;
    }

    // A damaged record stays where it is; whoever reads it is told.
    private byte[]? ReadRecord(JournalLocation location, int length)
    {
        if (segments.Find(location.Segment) is not { } segment) return null;
        var record = new byte[length];
        return RandomAccess.Read(segment.Handle, record, location.Offset) == length && JournalRecord.IsValid(record, location) ? record : null;
    }
}

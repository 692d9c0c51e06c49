using System.Runtime.InteropServices;

namespace Broker.Storage.Journal;

/// <summary>Moves the few messages and jobs left in old segments to the end of the log, so that an old one never pins the disk.</summary>
internal sealed class SegmentCompactor(JournalSegments segments, JournalCatalogue catalogue, JournalWriter writer)
{
    private const long MostBytesUnderWay = 1024 * 1024;

    /// <returns>Records moved.</returns>
    public async Task<long> MoveAsync(IReadOnlySet<uint> sparse)
    {
        var moves = new Moves();
        foreach (var (location, (length, stores)) in Gather(sparse).OrderBy(pair => pair.Key.Value))
        {
            if (ReadRecord(location, length) is { } record) await moves.AddAsync(writer.MoveAsync(record, stores), length).ConfigureAwait(false);
        }

        foreach (var place in GatherJobs(sparse))
        {
            if (ReadRecord(place.Location, place.RecordLength) is { } record) await moves.AddAsync(writer.MoveAsync(record, catalogue.Jobs, place), record.Length).ConfigureAwait(false);
        }

        await moves.FinishAsync().ConfigureAwait(false);
        return moves.Count;
    }

    // A topic message lies in one place and is wanted by several subscriptions: it moves once.
    private Dictionary<JournalLocation, (int Length, List<JournalMessageStore> Stores)> Gather(IReadOnlySet<uint> sparse)
    {
        var found = new Dictionary<JournalLocation, (int Length, List<JournalMessageStore> Stores)>();
        foreach (var (store, entry) in IndexWalk.Entries(catalogue.Stores))
        {
            if (!sparse.Contains(entry.Location.Segment)) continue;
            ref var place = ref CollectionsMarshal.GetValueRefOrAddDefault(found, entry.Location, out var exists);
            if (!exists) place = (entry.RecordLength, []);
            place.Stores.Add(store);
        }

        return found;
    }

    private List<JobPlace> GatherJobs(IReadOnlySet<uint> sparse)
    {
        var found = new List<JobPlace>();
        foreach (var place in IndexWalk.Places(catalogue.Jobs))
        {
            if (sparse.Contains(place.Location.Segment)) found.Add(place);
        }

        found.Sort(static (one, other) => one.Location.Value.CompareTo(other.Location.Value));
        return found;
    }

    // A damaged record stays where it is; whoever reads it is told.
    private byte[]? ReadRecord(JournalLocation location, int length)
    {
        if (segments.Find(location.Segment) is not { } segment) return null;
        var record = new byte[length];
        return segment.TryReadRecord(record, location) ? record : null;
    }

    /// <summary>Moves on their way to the end of the log: many at once, but not all.</summary>
    private sealed class Moves
    {
        private readonly List<Task> _under = [];
        private long _bytes;

        public long Count { get; private set; }

        public async ValueTask AddAsync(ValueTask move, int bytes)
        {
            _under.Add(move.AsTask());
            _bytes += bytes;
            Count++;
            if (_bytes >= MostBytesUnderWay) await FinishAsync().ConfigureAwait(false);
        }

        public async ValueTask FinishAsync()
        {
            await Task.WhenAll(_under).ConfigureAwait(false);
            _under.Clear();
            _bytes = 0;
        }
    }
}

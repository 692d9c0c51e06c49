namespace Broker.Storage.Journal;

/// <summary>The messages of one store by sequence, in chunks that come and go. Its owner locks it.</summary>
internal sealed class MessageIndex
{
    private readonly List<IndexChunk> _chunks = [];

    public long Count { get; private set; }

    public long SizeBytes { get; private set; }

    /// <summary>The largest sequence held, removed ones included while their chunk lives; 0 when empty.</summary>
    public long LastSequence => _chunks.Count == 0 ? 0 : _chunks[^1].LastSequence;

    /// <returns>False when the sequence is there already.</returns>
    public bool Add(in IndexEntry entry)
    {
        if (entry.Sequence > LastSequence) Append(entry);
        else if (!TryInsert(entry)) return false;
        Count++;
        SizeBytes += entry.SizeBytes;
        return true;
    }

    public bool TryGet(long sequence, out IndexEntry entry)
    {
        var found = Find(sequence, out var chunk, out var position);
        entry = found ? _chunks[chunk].At(position) : default;
        return found;
    }

    public bool TryRemove(long sequence, out IndexEntry removed)
    {
        removed = default;
        if (!Find(sequence, out var chunk, out var position)) return false;
        removed = _chunks[chunk].At(position);
        _chunks[chunk].RemoveAt(position);
        if (_chunks[chunk].Live == 0) _chunks.RemoveAt(chunk);
        Count--;
        SizeBytes -= removed.SizeBytes;
        return true;
    }

    /// <returns>Where it was, or null when it is not here.</returns>
    public JournalLocation? Relocate(long sequence, JournalLocation location, int recordLength)
    {
        if (!Find(sequence, out var chunk, out var position)) return null;
        ref var entry = ref _chunks[chunk].At(position);
        var old = entry.Location;
        entry = new IndexEntry(new MessageFacts(sequence, entry.Priority, entry.Expiration, entry.SizeBytes), location, recordLength, entry.IsTransient);
        return old;
    }

    public void Clear()
    {
        _chunks.Clear();
        Count = 0;
        SizeBytes = 0;
    }

    /// <summary>Copies entries after a sequence, lowest first, until the target is full or their sizes reach a sum.</summary>
    public int Copy(long after, byte? priority, long maxBytes, Span<IndexEntry> into)
    {
        var taken = 0;
        long bytes = 0;
        var wanted = priority is { } one ? 1 << one : ~0;
        for (var chunk = ChunkAfter(after); chunk < _chunks.Count; chunk++)
        {
            if ((_chunks[chunk].Priorities & wanted) == 0) continue;
            var entries = _chunks[chunk].Entries;
            for (var at = StartIn(_chunks[chunk], after); at < entries.Length; at++)
            {
                ref readonly var entry = ref entries[at];
                if (entry.IsRemoved || (wanted & (1 << entry.Priority)) == 0) continue;
                into[taken++] = entry;
                bytes += entry.SizeBytes;
                if (taken == into.Length || bytes >= maxBytes) return taken;
            }
        }

        return taken;
    }

    /// <summary>Copies entries that have expired, passing over chunks in which none can have.</summary>
    public int CopyExpired(long nowMilliseconds, Span<IndexEntry> into)
    {
        var taken = 0;
        foreach (var chunk in _chunks)
        {
            if (chunk.MinExpiration > nowMilliseconds) continue;
            var earliest = long.MaxValue;
            foreach (ref readonly var entry in chunk.Entries)
            {
                if (entry.IsRemoved || entry.Expiration <= 0) continue;
                earliest = Math.Min(earliest, entry.Expiration);
                if (entry.Expiration > nowMilliseconds) continue;
                if (taken == into.Length) return taken;
                into[taken++] = entry;
            }

            chunk.SetMinExpiration(earliest);
        }

        return taken;
    }

    private void Append(in IndexEntry entry)
    {
        if (_chunks.Count == 0 || _chunks[^1].IsFull) _chunks.Add(new IndexChunk());
        _chunks[^1].Add(entry);
    }

    private bool TryInsert(in IndexEntry entry)
    {
        var chunk = _chunks[ChunkAfter(entry.Sequence - 1)];
        var position = chunk.Find(entry.Sequence);
        if (position >= 0) return false;
        chunk.Insert(~position, entry);
        return true;
    }

    private bool Find(long sequence, out int chunk, out int position)
    {
        chunk = ChunkAfter(sequence - 1);
        position = -1;
        if (chunk == _chunks.Count) return false;
        position = _chunks[chunk].Find(sequence);
        return position >= 0 && !_chunks[chunk].At(position).IsRemoved;
    }

    private static int StartIn(IndexChunk chunk, long after)
    {
        if (chunk.FirstSequence > after) return 0;
        var position = chunk.Find(after);
        return position >= 0 ? position + 1 : ~position;
    }

    // The first chunk whose last sequence is larger.
    private int ChunkAfter(long sequence)
    {
        if (_chunks.Count == 0 || _chunks[0].LastSequence > sequence) return 0;
        var low = 0;
        var high = _chunks.Count;
        while (low < high)
        {
            var middle = (low + high) >>> 1;
            if (_chunks[middle].LastSequence > sequence) high = middle;
            else low = middle + 1;
        }

        return low;
    }
}

namespace Broker.Storage.Journal;

/// <summary>A run of index entries, sorted by sequence; removed ones stay as tombstones until few are left alive.</summary>
internal sealed class IndexChunk
{
    /// <summary>131,072 bytes an array.</summary>
    public const int Capacity = 4096;

    private const int FirstCapacity = 4;
    private const int SmallestWorthPacking = 64;

    private IndexEntry[] _entries = new IndexEntry[FirstCapacity];
    private int _count;

    public int Live { get; private set; }

    public bool IsFull => _count >= Capacity;

    public long FirstSequence => _entries[0].Sequence;

    public long LastSequence => _entries[_count - 1].Sequence;

    /// <summary>Bit p is set when an entry of priority p may be here.</summary>
    public ushort Priorities { get; private set; }

    /// <summary>No entry here expires before; <see cref="long.MaxValue"/> when none expires.</summary>
    public long MinExpiration { get; private set; } = long.MaxValue;

    public ReadOnlySpan<IndexEntry> Entries => _entries.AsSpan(0, _count);

    public void Add(in IndexEntry entry) => Insert(_count, entry);

    /// <summary>Puts an entry where its sequence belongs; recovery alone meets entries out of order.</summary>
    public void Insert(int at, in IndexEntry entry)
    {
        if (_count == _entries.Length) Array.Resize(ref _entries, _count < Capacity ? Math.Min(_count * 2, Capacity) : _count * 2);
        if (at < _count) Array.Copy(_entries, at, _entries, at + 1, _count - at);
        _entries[at] = entry;
        _count++;
        Live++;
        Note(entry);
    }

    /// <returns>The position, or the complement of where it would be.</returns>
    public int Find(long sequence)
    {
        var low = 0;
        var high = _count - 1;
        while (low <= high)
        {
            var middle = (low + high) >>> 1;
            var found = _entries[middle].Sequence;
            if (found == sequence) return middle;
            if (found < sequence) low = middle + 1;
            else high = middle - 1;
        }

        return ~low;
    }

    public ref IndexEntry At(int position) => ref _entries[position];

    public void RemoveAt(int position)
    {
        _entries[position].MarkRemoved();
        Live--;
        if (_count >= SmallestWorthPacking && Live > 0 && Live * 4 <= _count) Pack();
    }

    /// <summary>Learns the earliest expiration again after a look at every entry.</summary>
    public void SetMinExpiration(long value) => MinExpiration = value;

    private void Pack()
    {
        var packed = new IndexEntry[Math.Max(FirstCapacity, Live)];
        var old = Entries;
        _count = 0;
        Priorities = 0;
        MinExpiration = long.MaxValue;
        foreach (ref readonly var entry in old)
        {
            if (entry.IsRemoved) continue;
            packed[_count++] = entry;
            Note(entry);
        }

        _entries = packed;
    }

    private void Note(in IndexEntry entry)
    {
        Priorities |= (ushort)(1 << entry.Priority);
        if (entry.Expiration > 0 && entry.Expiration < MinExpiration) MinExpiration = entry.Expiration;
    }
}

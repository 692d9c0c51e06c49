using System.Buffers.Binary;

namespace Broker.Storage.Journal;

/// <summary>A run of jobs in their order, with their ids.</summary>
/// <remarks>
/// Arrays are as large as what is in them, and a little room: a million jobs lie in two thousand chunks, so half-empty ones would cost more
/// than copying now and then. Bytes of ids are written once and never changed, so what <see cref="At"/> gives stays true.
/// </remarks>
internal sealed class JobChunk
{
    public const int Capacity = 512;

    private const int EntryStep = 32;
    private const int IdStep = 2048;
    private const int LengthBytes = 2;

    private JobEntry[] _entries = [];
    private byte[] _ids = [];
    private int _idBytes;
    private int _deadIdBytes;

    public int Count { get; private set; }

    public bool IsFull => Count == Capacity;

    /// <summary>Jobs that are not paused.</summary>
    public int Waiting { get; private set; }

    /// <summary>When the first job that is not paused is due; there is one.</summary>
    public long FirstWaitingDue
    {
        get
        {
            var at = 0;
            while (_entries[at].IsPaused) at++;
            return _entries[at].Due;
        }
    }

    public JobPlace At(int position)
    {
        ref readonly var entry = ref _entries[position];
        return new JobPlace(IdOf(entry), entry.Due, entry.Version, entry.IsPaused, entry.Location, entry.RecordLength);
    }

    public JobOrder OrderAt(int position) => _entries[position].Order;

    public bool HasId(int position, ReadOnlySpan<byte> id) => IdOf(_entries[position]).Span.SequenceEqual(id);

    /// <returns>The position, or the complement of where it would be.</returns>
    public int Find(JobOrder order)
    {
        var low = 0;
        var high = Count - 1;
        while (low <= high)
        {
            var middle = (low + high) >>> 1;
            var comparison = OrderAt(middle).Against(order);
            if (comparison == 0) return middle;
            if (comparison < 0) low = middle + 1;
            else high = middle - 1;
        }

        return ~low;
    }

    public void Insert(int position, in JobPlace place)
    {
        if (Count == _entries.Length) Array.Resize(ref _entries, Math.Min(Capacity, Count + EntryStep));
        Array.Copy(_entries, position, _entries, position + 1, Count - position);
        _entries[position] = new JobEntry(place, AddId(place.Id.Span));
        Count++;
        if (!place.IsPaused) Waiting++;
    }

    public void RemoveAt(int position)
    {
        ref readonly var entry = ref _entries[position];
        if (!entry.IsPaused) Waiting--;
        _deadIdBytes += LengthBytes + IdOf(entry).Length;
        Count--;
        Array.Copy(_entries, position + 1, _entries, position, Count - position);
        if (Count > 0 && (_deadIdBytes * 2 > _idBytes || Count * 4 < _entries.Length)) Take(_entries.AsSpan(0, Count), _ids);
    }

    public void Relocate(int position, JournalLocation location, int recordLength)
    {
        ref var entry = ref _entries[position];
        entry.Location = location;
        entry.RecordLength = recordLength;
    }

    /// <summary>Gives away everything from a position on.</summary>
    public JobChunk SplitAt(int position)
    {
        var rest = new JobChunk();
        rest.Take(_entries.AsSpan(position, Count - position), _ids);
        Take(_entries.AsSpan(0, position), _ids);
        return rest;
    }

    private void Take(ReadOnlySpan<JobEntry> entries, byte[] ids)
    {
        var bytes = 0;
        foreach (ref readonly var entry in entries) bytes += LengthBytes + IdIn(ids, entry).Length;
        _entries = new JobEntry[Math.Min(Capacity, entries.Length + EntryStep)];
        _ids = new byte[bytes];
        (Count, Waiting, _idBytes, _deadIdBytes) = (0, 0, 0, 0);
        foreach (var entry in entries)
        {
            _entries[Count++] = entry with { IdStart = AddId(IdIn(ids, entry).Span) };
            if (!entry.IsPaused) Waiting++;
        }
    }

    private int AddId(ReadOnlySpan<byte> id)
    {
        var start = _idBytes;
        var end = start + LengthBytes + id.Length;
        if (end > _ids.Length) Array.Resize(ref _ids, end + IdStep);
        BinaryPrimitives.WriteUInt16LittleEndian(_ids.AsSpan(start), checked((ushort)id.Length));
        id.CopyTo(_ids.AsSpan(start + LengthBytes));
        _idBytes = end;
        return start;
    }

    private ReadOnlyMemory<byte> IdOf(in JobEntry entry) => IdIn(_ids, entry);

    private static ReadOnlyMemory<byte> IdIn(byte[] ids, in JobEntry entry) =>
        ids.AsMemory(entry.IdStart + LengthBytes, BinaryPrimitives.ReadUInt16LittleEndian(ids.AsSpan(entry.IdStart)));
}

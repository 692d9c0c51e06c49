using Broker.Core.Storage;

namespace Broker.Storage.Journal;

/// <summary>What gathers while the group before it is written: encoded records, removals, and who waits.</summary>
/// <remarks>
/// Callers never wait for room here: connections bound what they have under way, so the sum of their bounds bounds a batch.
/// </remarks>
internal sealed class JournalBatch
{
    private const int ChunkBytes = 1024 * 1024;
    private const int ChunksKept = 8;

    private readonly List<byte[]> _chunks = [];
    private int _chunk = -1;
    private int _used;

    /// <summary>In the order of the calls.</summary>
    public List<JournalOperation> Operations { get; } = [];

    /// <summary>Changes of destinations and subscriptions: they stand before all records that use them.</summary>
    public List<byte[]> Catalogue { get; } = [];

    public List<RecordSlice> Records { get; } = [];

    public List<Removal> Removals { get; } = [];

    /// <summary>Bytes of <see cref="Records"/>.</summary>
    public long Bytes { get; private set; }

    /// <summary>Somebody waits until it is on the medium.</summary>
    public bool NeedsSync { get; set; }

    public bool HasAppends { get; set; }

    /// <summary>Why it was not written; null when it was.</summary>
    public StoreException? Error { get; set; }

    /// <summary>Where the log ended when it was written.</summary>
    public JournalLocation End { get; set; }

    public bool IsEmpty => Operations.Count == 0 && Removals.Count == 0 && Catalogue.Count == 0;

    /// <summary>Somebody waits, so it is written as soon as the writer is free.</summary>
    public bool IsUrgent => Operations.Count > 0;

    /// <summary>Memory of at least so many bytes, in one piece, to encode one record into.</summary>
    public Memory<byte> Reserve(int bytes)
    {
        while (_chunk < 0 || _chunks[_chunk].Length - _used < bytes)
        {
            _chunk++;
            _used = 0;
            if (_chunk == _chunks.Count) _chunks.Add(GC.AllocateUninitializedArray<byte>(Math.Max(ChunkBytes, bytes)));
        }

        return _chunks[_chunk].AsMemory(_used);
    }

    /// <summary>Adds the record just encoded into the reserved memory.</summary>
    public void Add(int headLength, byte[]? tail, JournalOperation? operation)
    {
        var slice = new RecordSlice(_chunks[_chunk], _used, headLength, tail, operation);
        Records.Add(slice);
        _used += headLength;
        Bytes += slice.Length;
    }

    public void Reset()
    {
        Operations.Clear();
        Catalogue.Clear();
        Records.Clear();
        Removals.Clear();
        _chunks.RemoveAll(chunk => chunk.Length > ChunkBytes);
        if (_chunks.Count > ChunksKept) _chunks.RemoveRange(ChunksKept, _chunks.Count - ChunksKept);
        _chunk = -1;
        _used = 0;
        Bytes = 0;
        NeedsSync = false;
        HasAppends = false;
        Error = null;
        End = default;
    }
}

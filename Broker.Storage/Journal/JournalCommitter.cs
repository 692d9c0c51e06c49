using System.Runtime.InteropServices;

namespace Broker.Storage.Journal;

/// <summary>Puts one group after the other into segments: one gathered write per segment, one data sync. The commit thread's own.</summary>
/// <remarks>
/// After a failed write or sync the segment is abandoned where the last good group ended, and the log goes on in a new one
/// whose header says so (<see cref="SegmentHeader"/>). Nothing of a failed group is ever found again.
/// A group counts when the fence finds the tenure in place after the sync (<see cref="JournalFence"/>).
/// </remarks>
internal sealed class JournalCommitter(JournalDisk disk, JournalSegments segments, JournalFence fence, TimeProvider time, Action rolled)
{
    private const int LargestReserveBytes = 256 * 1024;

    private static readonly byte[] _terminator = new byte[JournalRecord.TerminatorBytes];

    private readonly List<ReadOnlyMemory<byte>> _gathered = [];
    private readonly List<JournalSegment> _begun = [];
    private JournalSegment? _segment;
    private JournalLocation _end;
    private long _gatheredAt;
    private bool _touched;
    private bool _dirty;

    /// <summary>Where the next record goes.</summary>
    public JournalLocation End => _end;

    public uint? ActiveSegment => _segment?.Number;

    /// <summary>Begins a new segment, whose header says durably that the log ends here: what an older master still writes is void.</summary>
    /// <param name="end">Where recovery found the end.</param>
    /// <exception cref="IOException">The disk fails.</exception>
    /// <exception cref="Core.Storage.FencedException">Another node has taken over meanwhile.</exception>
    public void Start(JournalLocation end)
    {
        _end = end;
        Begin(recordLength: 0);
        WriteGathered();
        Sync();
        fence.Confirm();
    }

    /// <exception cref="IOException">Nothing of the batch counts; after a <see cref="Core.Storage.FencedException"/> nothing ever will.</exception>
    public void Write(JournalBatch batch)
    {
        var (start, segment) = (_end, _segment);
        _begun.Clear();
        _touched = false;
        try
        {
            WriteRecords(batch);
            if (batch.NeedsSync) Sync();
            fence.Confirm();
        }
        catch (Exception e) when (StorageErrors.IsStorage(e))
        {
            Abandon(start, segment);
            throw;
        }
    }

    /// <summary>Ends the active segment, so that it can be reclaimed; the next record begins another.</summary>
    public void Roll()
    {
        if (_segment is null || _segment.WrittenBytes <= SegmentHeader.Bytes) return;
        Sync();
        _segment = null;
    }

    private void WriteRecords(JournalBatch batch)
    {
        var catalogue = batch.Catalogue;
        if (batch.HasAppends) KeepReserve(batch.Bytes);
        foreach (var record in catalogue)
        {
            Place(new RecordSlice(record, 0, record.Length, null, null));
        }

        foreach (var slice in batch.Records)
        {
            Place(slice);
        }

        WriteGathered();
    }

    // The last part of a segment takes appends only when the next segment exists: on a full disk removals still find room.
    private void KeepReserve(long bytes)
    {
        if (_segment is null || segments.IsPrepared) return;
        var reserve = Math.Min(LargestReserveBytes, _segment.CapacityBytes / 8);
        if (_end.Offset + bytes + reserve > _segment.CapacityBytes) segments.Prepare();
    }

    private void Place(in RecordSlice slice)
    {
        if (_segment is null || _end.Offset + slice.Length + JournalRecord.TerminatorBytes > _segment.CapacityBytes) Begin(slice.Length);
        if (slice.Operation is { } operation) operation.Location = _end;
        JournalRecord.Seal(slice.Chunk.AsSpan(slice.Offset, slice.HeadLength), slice.Tail, _end);
        Gather(slice);
        _end = _end.Plus(slice.Length);
    }

    private void Gather(in RecordSlice slice)
    {
        if (_gathered.Count == 0) _gatheredAt = _end.Offset;
        var memory = new ReadOnlyMemory<byte>(slice.Chunk, slice.Offset, slice.HeadLength);
        if (_gathered.Count > 0
            && MemoryMarshal.TryGetArray(_gathered[^1], out var last)
            && ReferenceEquals(last.Array, slice.Chunk) && last.Offset + last.Count == slice.Offset)
        {
            _gathered[^1] = new ReadOnlyMemory<byte>(slice.Chunk, last.Offset, last.Count + slice.HeadLength);
        }
        else
        {
            _gathered.Add(memory);
        }

        if (slice.Tail is { } tail) _gathered.Add(tail);
    }

    private void Begin(int recordLength)
    {
        var next = segments.TakeNext(SegmentHeader.Bytes + (long)recordLength + JournalRecord.TerminatorBytes);
        _begun.Add(next);
        WriteGathered();
        if (_dirty) Sync();
        var header = new SegmentHeader(next.Number, time.GetUtcNow().ToUnixTimeMilliseconds(), _end);
        _segment = next;
        _end = new JournalLocation(next.Number, SegmentHeader.Bytes);
        _gathered.Add(header.ToBytes());
        _gatheredAt = 0;
        rolled();
    }

    private void WriteGathered()
    {
        if (_gathered.Count == 0) return;
        _gathered.Add(_terminator);
        _touched = true;
        _dirty = true;
        disk.Write(_segment!.Handle, _gathered, _gatheredAt);
        _gathered.Clear();
        _segment.WrittenBytes = _end.Offset;
    }

    private void Sync()
    {
        if (!_dirty || _segment is null) return;
        _touched = true;
        disk.Sync(_segment.Handle);
        _dirty = false;
    }

    private void Abandon(JournalLocation start, JournalSegment? segment)
    {
        _gathered.Clear();
        foreach (var begun in _begun)
        {
            segments.Discard(begun);
        }

        _end = start;
        if (segment is not null) segment.WrittenBytes = start.Offset;
        _segment = _touched ? null : segment;
        if (_touched) _dirty = false;
    }
}

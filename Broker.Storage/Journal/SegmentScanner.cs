namespace Broker.Storage.Journal;

/// <summary>Walks the records of a segment; where one is damaged it looks for the next sound one, byte by byte.</summary>
internal sealed class SegmentScanner(JournalSegment segment, long limit)
{
    private const int WindowBytes = 1024 * 1024;

    private byte[] _window = new byte[WindowBytes];
    private long _windowStart;
    private int _windowLength;

    public SegmentScan Run(long from, RecordHandler handler)
    {
        var gaps = new List<(long From, long To)>();
        var at = from;
        while (true)
        {
            at = ReadRecords(at, handler);
            var next = FindRecord(at + 1);
            if (next < 0) break;

            // An older master may write while this reads. What comes before a record that is seen is there by then: look once more.
            _windowLength = 0;
            var again = ReadRecords(at, handler);
            if (again > at)
            {
                at = again;
                continue;
            }

            gaps.Add((at, next));
            at = next;
        }

        return new SegmentScan(at, gaps, CountTrailing(at));
    }

    /// <summary>Is there any sound record at all?</summary>
    public bool HasRecords() => FindRecord(SegmentHeader.Bytes) >= 0;

    private long ReadRecords(long at, RecordHandler handler)
    {
        while (true)
        {
            var header = Bytes(at, JournalRecord.HeaderBytes);
            if (header.Length < JournalRecord.HeaderBytes || !JournalRecord.IsPlausible(header, limit - at)) return at;
            var location = new JournalLocation(segment.Number, (uint)at);
            var record = Bytes(at, JournalRecord.LengthOf(header));
            if (!JournalRecord.IsValid(record, location) || JournalRecord.IsNested(record)) return at;
            handler(record, location);
            at += record.Length;
        }
    }

    private long FindRecord(long from)
    {
        while (from + JournalRecord.HeaderBytes <= limit)
        {
            var window = Bytes(from, WindowBytes / 2);
            if (window.Length < JournalRecord.HeaderBytes) return -1;
            var last = window.Length - JournalRecord.HeaderBytes;
            for (var i = 0; i <= last; i++)
            {
                i = SkipZeros(window, i);
                if (i > last) break;
                if (!JournalRecord.IsPlausible(window[i..], limit - from - i)) continue;
                if (IsRecord(window[i..], from + i)) return from + i;
            }

            from += last + 1;
        }

        return -1;
    }

    // A length begins at most three zero bytes before its first other byte.
    private static int SkipZeros(ReadOnlySpan<byte> window, int at)
    {
        if (window[at] != 0) return at;
        var zeros = window[at..].IndexOfAnyExcept((byte)0);
        return zeros < 0 ? window.Length : Math.Max(at, at + zeros - 3);
    }

    private bool IsRecord(ReadOnlySpan<byte> start, long at)
    {
        var length = JournalRecord.LengthOf(start);
        var record = start.Length >= length ? start[..length] : ReadApart(at, length);
        return JournalRecord.IsValid(record, new JournalLocation(segment.Number, (uint)at)) && !JournalRecord.IsNested(record);
    }

    private long CountTrailing(long from)
    {
        if (!Bytes(from, JournalRecord.TerminatorBytes).ContainsAnyExcept((byte)0)) return 0;
        var last = from;
        for (var at = from; at < limit;)
        {
            var window = Bytes(at, WindowBytes);
            if (window.IsEmpty) break;
            var found = window.LastIndexOfAnyExcept((byte)0);
            if (found >= 0) last = at + found + 1;
            at += window.Length;
        }

        var claimed = Bytes(from, 4);
        var length = claimed.Length == 4 ? JournalRecord.LengthOf(claimed) : 0;
        return length >= JournalRecord.HeaderBytes ? Math.Min(length, last - from) : last - from;
    }

    // Fewer bytes than asked only at the end.
    private ReadOnlySpan<byte> Bytes(long offset, int length)
    {
        length = (int)Math.Max(0, Math.Min(length, limit - offset));
        if (offset < _windowStart || offset + length > _windowStart + _windowLength) Fill(offset, length);
        var start = (int)(offset - _windowStart);
        return _window.AsSpan(start, Math.Min(length, _windowLength - start));
    }

    private void Fill(long offset, int length)
    {
        if (_window.Length < length) _window = new byte[length];
        _windowStart = offset;
        _windowLength = ReadInto(_window, offset);
    }

    private ReadOnlySpan<byte> ReadApart(long offset, int length)
    {
        var bytes = new byte[length];
        return bytes.AsSpan(0, ReadInto(bytes, offset));
    }

    private int ReadInto(byte[] target, long offset)
    {
        var wanted = (int)Math.Min(target.Length, limit - offset);
        var filled = 0;
        while (filled < wanted)
        {
            var read = RandomAccess.Read(segment.Handle, target.AsSpan(filled, wanted - filled), offset + filled);
            if (read == 0) break;
            filled += read;
        }

        return filled;
    }
}

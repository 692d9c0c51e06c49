using System.Buffers;
using Broker.Core.Messages;
using Broker.Core.Storage;
using Broker.Storage.Encodings;

namespace Broker.Storage.Journal;

/// <summary>A handful of index entries and the read leases on their segments; turns them into messages with few reads.</summary>
internal sealed class MessagePage(int room) : IDisposable
{
    // Records so close together are fetched by one read, dead ones between them included.
    private const int LargestGapBytes = 32 * 1024;
    private const int LargestReadBytes = 512 * 1024;

    private readonly IndexEntry[] _entries = ArrayPool<IndexEntry>.Shared.Rent(room);
    private readonly List<JournalSegment> _leased = new(2);
    private int _count;

    public Span<IndexEntry> Room => _entries.AsSpan(0, room);

    public ReadOnlySpan<IndexEntry> Entries => _entries.AsSpan(0, _count);

    public long SizeBytes { get; private set; }

    /// <summary>Keeps the first entries of <see cref="Room"/> and their segments readable. While their store is locked.</summary>
    public void Take(int count, JournalSegments segments)
    {
        _count = count;
        foreach (ref readonly var entry in Entries)
        {
            SizeBytes += entry.SizeBytes;
            if (_leased.Count > 0 && _leased[^1].Number == entry.Location.Segment) continue;
            if (segments.Find(entry.Location.Segment) is not { } segment) throw new StoreException($"The journal file of {entry.Location} is missing.");
            segment.BeginRead();
            _leased.Add(segment);
        }
    }

    /// <exception cref="StoreException">A record is damaged or cannot be read.</exception>
    public void Read(Destination home, List<Message> into)
    {
        var decoder = new MessageDecoder();
        var entries = Entries;
        var lease = -1;
        while (!entries.IsEmpty)
        {
            if (lease < 0 || _leased[lease].Number != entries[0].Location.Segment) lease++;
            var run = RunLength(entries);
            ReadRun(_leased[lease], entries[..run], home, decoder, into);
            entries = entries[run..];
        }
    }

    public void Dispose()
    {
        ArrayPool<IndexEntry>.Shared.Return(_entries);
        foreach (var segment in _leased)
        {
            segment.EndRead();
        }
    }

    private static int RunLength(ReadOnlySpan<IndexEntry> entries)
    {
        var start = entries[0].Location;
        var end = start.Offset + (uint)entries[0].RecordLength;
        var run = 1;
        for (; run < entries.Length; run++)
        {
            var next = entries[run];
            var ends = next.Location.Offset + (uint)next.RecordLength;
            if (next.Location.Segment != start.Segment || next.Location.Offset < end) break;
            if (next.Location.Offset - end > LargestGapBytes || ends - start.Offset > LargestReadBytes) break;
            end = ends;
        }

        return run;
    }

    private static void ReadRun(JournalSegment segment, ReadOnlySpan<IndexEntry> run, Destination home, MessageDecoder decoder, List<Message> into)
    {
        var start = run[0].Location.Offset;
        var length = (int)(run[^1].Location.Offset + run[^1].RecordLength - start);
        var buffer = ArrayPool<byte>.Shared.Rent(length);
        try
        {
            var bytes = buffer.AsSpan(0, Fill(segment, buffer.AsSpan(0, length), start));
            foreach (ref readonly var entry in run)
            {
                into.Add(Decode(bytes, (int)(entry.Location.Offset - start), entry, home, decoder));
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    private static int Fill(JournalSegment segment, Span<byte> target, long offset)
    {
        var filled = 0;
        while (filled < target.Length)
        {
            var read = RandomAccess.Read(segment.Handle, target[filled..], offset + filled);
            if (read == 0) break;
            filled += read;
        }

        return filled;
    }

    private static Message Decode(ReadOnlySpan<byte> bytes, int at, in IndexEntry entry, Destination home, MessageDecoder decoder)
    {
        if (at + entry.RecordLength <= bytes.Length)
        {
            var record = bytes.Slice(at, entry.RecordLength);
            if (JournalRecord.IsValid(record, entry.Location)) return MessageRecord.ReadMessage(record, home, decoder);
        }

        throw new StoreException($"Message {entry.Sequence} of {home} cannot be read: its record in {entry.Location}, {entry.RecordLength} bytes, is damaged.");
    }
}

using System.Runtime.InteropServices;
using Broker.Storage.Encodings;

namespace Broker.Storage.Journal;

/// <summary>Writes removals compactly: many sequences of one store in one record.</summary>
/// <remarks>
/// <code>
/// Remove:     store (signed), count, first sequence, then the distance to the next, ...
/// RemoveAll:  store (signed), largest sequence
/// </code>
/// </remarks>
internal static class RemovalRecords
{
    private const int MostPerRecord = 256;
    private const int MaxBytes = JournalRecord.HeaderBytes + ((MostPerRecord + 2) * RecordWriter.MaxNumberBytes);

    public static void Encode(JournalBatch batch)
    {
        var removals = CollectionsMarshal.AsSpan(batch.Removals);
        removals.Sort(Removal.Compare);
        while (!removals.IsEmpty)
        {
            var run = RunLength(removals);
            var target = batch.Reserve(MaxBytes).Span;
            batch.Add(Write(target, removals[..run], flags: 0), tail: null, operation: null);
            removals = removals[run..];
        }
    }

    /// <summary>Upper bound for so many removals written by <see cref="WriteAll"/>.</summary>
    public static int MaxBytesFor(int count) => count * (JournalRecord.HeaderBytes + (3 * RecordWriter.MaxNumberBytes));

    /// <summary>Writes removals of a transaction behind one another.</summary>
    /// <returns>Bytes written.</returns>
    public static int WriteAll(Span<byte> target, List<Removal> list)
    {
        var removals = CollectionsMarshal.AsSpan(list);
        removals.Sort(Removal.Compare);
        var written = 0;
        while (!removals.IsEmpty)
        {
            var run = RunLength(removals);
            written += Write(target[written..], removals[..run], JournalRecord.Nested);
            removals = removals[run..];
        }

        return written;
    }

    /// <summary>Reads the body of a Remove record.</summary>
    public static void Read(ReadOnlySpan<byte> body, Action<int, long> removed)
    {
        var reader = new RecordReader(body);
        var store = reader.ReadNumber();
        long sequence = 0;
        for (var left = reader.ReadUnsigned(); left > 0; left--)
        {
            sequence += (long)reader.ReadUnsigned();
            removed(store, sequence);
        }
    }

    private static int RunLength(ReadOnlySpan<Removal> removals)
    {
        var run = 1;
        if (removals[0].All) return run;
        while (run < removals.Length && run < MostPerRecord && removals[run].Store == removals[0].Store && !removals[run].All) run++;
        return run;
    }

    private static int Write(Span<byte> target, ReadOnlySpan<Removal> run, byte flags)
    {
        var writer = new RecordWriter(target);
        writer.Skip(JournalRecord.HeaderBytes);
        writer.WriteSigned(run[0].Store);
        if (!run[0].All) writer.WriteUnsigned((ulong)run.Length);
        long last = 0;
        foreach (var removal in run)
        {
            writer.WriteUnsigned((ulong)(removal.Sequence - last));
            last = removal.Sequence;
        }

        var type = run[0].All ? JournalRecordType.RemoveAll : JournalRecordType.Remove;
        JournalRecord.WriteHeader(target, writer.Position, type, flags);
        return writer.Position;
    }
}

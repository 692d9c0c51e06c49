using System.Globalization;

namespace Broker.Storage.Journal;

/// <summary>A place in the journal: segment number and byte offset in its file. The log is in the order of their values.</summary>
internal readonly record struct JournalLocation(uint Segment, uint Offset)
{
    public ulong Value => ((ulong)Segment << 32) | Offset;

    public JournalLocation Plus(int bytes) => new(Segment, Offset + (uint)bytes);

    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{JournalFiles.SegmentName(Segment)} offset {Offset}");
}

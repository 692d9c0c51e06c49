using System.Runtime.InteropServices;

namespace Broker.Storage.Journal;

/// <summary>One encoded record of a batch: bytes in a chunk and, for a large body, the body itself.</summary>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct RecordSlice(byte[] Chunk, int Offset, int HeadLength, byte[]? Tail, JournalOperation? Operation)
{
    public int Length => HeadLength + (Tail?.Length ?? 0);
}

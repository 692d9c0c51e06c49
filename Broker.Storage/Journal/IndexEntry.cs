using System.Runtime.InteropServices;

namespace Broker.Storage.Journal;

/// <summary>One message in the index, 32 bytes; checkpoints store it as it stands in memory.</summary>
/// <remarks>
/// <code>
/// offset width
///      0     8  sequence * 256 + flags: 0x0F priority, 0x40 transient, 0x80 removed
///      8     8  location: segment * 2^32 + offset
///     16     8  expiration, milliseconds since 1970 UTC; 0 never
///     24     4  size the message counts for
///     28     4  length of its record
/// </code>
/// </remarks>
[StructLayout(LayoutKind.Sequential, Pack = 8, Size = Bytes)]
internal struct IndexEntry(in MessageFacts facts, JournalLocation location, int recordLength, bool transient)
{
    public const int Bytes = 32;
    private const int PriorityMask = 0x0F;
    private const int TransientFlag = 0x40;
    private const int RemovedFlag = 0x80;

    private ulong _key = ((ulong)facts.Sequence << 8) | (uint)(facts.Priority & PriorityMask) | (transient ? (uint)TransientFlag : 0u);
    private ulong _location = location.Value;

    public readonly long Expiration = facts.Expiration;
    public readonly int SizeBytes = facts.SizeBytes;
    public readonly int RecordLength = recordLength;

    public readonly long Sequence => (long)(_key >> 8);

    public readonly byte Priority => (byte)(_key & PriorityMask);

    public readonly bool IsTransient => (_key & TransientFlag) != 0;

    public readonly bool IsRemoved => (_key & RemovedFlag) != 0;

    public JournalLocation Location
    {
        readonly get => new((uint)(_location >> 32), (uint)_location);
        set => _location = value.Value;
    }

    public void MarkRemoved() => _key |= RemovedFlag;
}

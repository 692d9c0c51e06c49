using System.Buffers.Binary;

namespace Broker.Storage.Journal;

/// <summary>The first bytes of a segment, written with its first group.</summary>
/// <remarks>
/// Integers are little-endian.
/// <code>
/// offset width
///      0     8  "BRKJRNL" and a zero byte
///      8     4  format version, 3; 2 had neither jobs nor prepared branches, 1 no delivery marks and no flag for them either; both are read alike
///     12     4  segment number; another than the file's name says: the file is prepared and not yet begun
///     16     8  milliseconds since 1970 UTC of the first group
///     24     4  number of the segment before it, 0 for none
///     28     4  where the records of that one end
///     32    28  zero
///     60     4  CRC-32C over bytes 0-59
/// </code>
/// Because a segment says where the one before it ends, a failed write needs no cleaning up: the log goes on in a new
/// segment, and what lies behind the stated end, or in segments numbered between the two, does not count.
/// </remarks>
internal readonly record struct SegmentHeader(uint Number, long CreatedMilliseconds, JournalLocation Previous)
{
    public const int Bytes = 64;
    public const uint FormatVersion = 3;
    private const int ChecksumOffset = 60;

    private static ReadOnlySpan<byte> Magic => "BRKJRNL\0"u8;

    public byte[] ToBytes()
    {
        var bytes = new byte[Bytes];
        Magic.CopyTo(bytes);
        BinaryPrimitives.WriteUInt32LittleEndian(bytes.AsSpan(8), FormatVersion);
        BinaryPrimitives.WriteUInt32LittleEndian(bytes.AsSpan(12), Number);
        BinaryPrimitives.WriteInt64LittleEndian(bytes.AsSpan(16), CreatedMilliseconds);
        BinaryPrimitives.WriteUInt32LittleEndian(bytes.AsSpan(24), Previous.Segment);
        BinaryPrimitives.WriteUInt32LittleEndian(bytes.AsSpan(28), Previous.Offset);
        BinaryPrimitives.WriteUInt32LittleEndian(bytes.AsSpan(ChecksumOffset), Crc32C.Of(bytes.AsSpan(0, ChecksumOffset)));
        return bytes;
    }

    /// <summary>The version, when this is a header at all, whatever its checksum says.</summary>
    public static uint? VersionOf(ReadOnlySpan<byte> bytes) =>
        bytes.Length >= 12 && bytes.StartsWith(Magic) ? BinaryPrimitives.ReadUInt32LittleEndian(bytes[8..]) : null;

    /// <returns>Null when the bytes are no sound header of this version.</returns>
    public static SegmentHeader? TryRead(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length < Bytes || VersionOf(bytes) is not (> 0 and <= FormatVersion)) return null;
        if (BinaryPrimitives.ReadUInt32LittleEndian(bytes[ChecksumOffset..]) != Crc32C.Of(bytes[..ChecksumOffset])) return null;
        return new SegmentHeader(
            BinaryPrimitives.ReadUInt32LittleEndian(bytes[12..]),
            BinaryPrimitives.ReadInt64LittleEndian(bytes[16..]),
            new JournalLocation(BinaryPrimitives.ReadUInt32LittleEndian(bytes[24..]), BinaryPrimitives.ReadUInt32LittleEndian(bytes[28..])));
    }
}

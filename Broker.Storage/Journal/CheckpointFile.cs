using System.Buffers.Binary;

namespace Broker.Storage.Journal;

/// <summary>The frame of a checkpoint file.</summary>
/// <remarks>
/// Integers are little-endian.
/// <code>
/// file:   "BRKCHKP" and a zero byte (8), format version (4), then blocks
/// block:  length of the body (4), CRC-32C over type and body (4), type (1), body
///
/// Header:        replay segment (4), replay offset (4), clean (1)
/// Destination,
/// Subscription:  as in CatalogueRecords
/// Producers:     count, then connection, session, value, sequence each
/// Entries:       store number (4), then index entries of 32 bytes as IndexEntry draws them
/// DeliveryMarks: count, then store number (signed) and sequence each
/// Jobs:          count, then version, due (signed), paused (1), segment, offset, record length and id (length before) each
/// Prepared:      as the body of a Prepare record in BranchRecords
/// End:           entries, sequence, last store number
/// </code>
/// </remarks>
internal static class CheckpointFile
{
    public const uint FormatVersion = 1;
    public const int PreambleBytes = 12;
    public const int BlockHeaderBytes = 9;

    public static ReadOnlySpan<byte> Magic => "BRKCHKP\0"u8;

    public static byte[] Preamble()
    {
        var bytes = new byte[PreambleBytes];
        Magic.CopyTo(bytes);
        BinaryPrimitives.WriteUInt32LittleEndian(bytes.AsSpan(8), FormatVersion);
        return bytes;
    }

    public static uint Checksum(CheckpointBlock type, ReadOnlySpan<byte> body) => ~Crc32C.Append(Crc32C.Append(uint.MaxValue, [(byte)type]), body);
}

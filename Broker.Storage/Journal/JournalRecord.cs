using System.Buffers.Binary;
using System.Numerics;

namespace Broker.Storage.Journal;

/// <summary>The frame around everything in a segment.</summary>
/// <remarks>
/// Integers are little-endian.
/// <code>
/// offset width
///      0     4  length of the whole record, these ten bytes included
///      4     4  CRC-32C, seeded with segment number and offset, over bytes 0-3 and 8-end
///      8     1  type (JournalRecordType)
///      9     1  flags: 1 transient, 2 nested in a Batch, 4 may be delivered as soon as it is stored
///     10     n  body
/// </code>
/// The seed makes a record valid only where it was written: neither the old bytes of a recycled file nor a journal sent as
/// a message body are ever mistaken for records. Sixteen zero bytes follow the last record.
/// </remarks>
internal static class JournalRecord
{
    public const int HeaderBytes = 10;

    /// <summary>Zero bytes written after each group: the end of the log, until the next group overwrites them.</summary>
    public const int TerminatorBytes = 16;

    public const int FlagsOffset = 9;
    public const byte Transient = 1;
    public const byte Nested = 2;
    public const byte Deliverable = 4;
    private const byte AllFlags = Transient | Nested | Deliverable;

    /// <summary>Fills in all but the checksum.</summary>
    public static void WriteHeader(Span<byte> record, int length, JournalRecordType type, byte flags)
    {
        BinaryPrimitives.WriteInt32LittleEndian(record, length);
        BinaryPrimitives.WriteUInt32LittleEndian(record[4..], 0);
        record[8] = (byte)type;
        record[FlagsOffset] = flags;
    }

    /// <summary>Fills in the checksum, nested records first.</summary>
    /// <param name="head">The record, or all of it but the tail.</param>
    /// <param name="tail">Bytes that follow from elsewhere; may be empty.</param>
    /// <param name="location">Where the record will lie.</param>
    public static void Seal(Span<byte> head, ReadOnlySpan<byte> tail, JournalLocation location)
    {
        if (TypeOf(head) == JournalRecordType.Batch) SealNested(head, location);
        BinaryPrimitives.WriteUInt32LittleEndian(head[4..], Checksum(head, tail, location));
    }

    public static int LengthOf(ReadOnlySpan<byte> record) => BinaryPrimitives.ReadInt32LittleEndian(record);

    public static JournalRecordType TypeOf(ReadOnlySpan<byte> record) => (JournalRecordType)record[8];

    public static bool IsTransient(ReadOnlySpan<byte> record) => (record[FlagsOffset] & Transient) != 0;

    public static bool IsDeliverable(ReadOnlySpan<byte> record) => (record[FlagsOffset] & Deliverable) != 0;

    public static bool IsNested(ReadOnlySpan<byte> record) => (record[FlagsOffset] & Nested) != 0;

    /// <summary>Could these first bytes be a record that ends within <paramref name="room"/>? Cheap; decides nothing yet.</summary>
    public static bool IsPlausible(ReadOnlySpan<byte> header, long room)
    {
        var length = (uint)LengthOf(header);
        return length >= HeaderBytes && length <= room
            && header[8] is >= (byte)JournalRecordType.Add and <= (byte)JournalRecordType.PreparedEnd
            && (header[FlagsOffset] & ~AllFlags) == 0;
    }

    /// <summary>Does exactly this record lie here, unharmed?</summary>
    public static bool IsValid(ReadOnlySpan<byte> record, JournalLocation location) =>
        record.Length >= HeaderBytes
        && IsPlausible(record, record.Length)
        && LengthOf(record) == record.Length
        && BinaryPrimitives.ReadUInt32LittleEndian(record[4..]) == Checksum(record, [], location);

    private static void SealNested(Span<byte> batch, JournalLocation location)
    {
        for (var at = HeaderBytes; at < batch.Length;)
        {
            var nested = batch.Slice(at, LengthOf(batch[at..]));
            Seal(nested, [], location.Plus(at));
            at += nested.Length;
        }
    }

    private static uint Checksum(ReadOnlySpan<byte> head, ReadOnlySpan<byte> tail, JournalLocation location)
    {
        var crc = BitOperations.Crc32C(uint.MaxValue, location.Value);
        crc = Crc32C.Append(crc, head[..4]);
        crc = Crc32C.Append(crc, head[8..]);
        return ~Crc32C.Append(crc, tail);
    }
}

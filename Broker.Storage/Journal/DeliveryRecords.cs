using Broker.Storage.Encodings;
namespace Broker.Storage.Journal;

/// <summary>Records about what may have been delivered.</summary>
/// <remarks>
/// <code>
/// DeliveryMark:  store (signed), largest sequence
/// </code>
/// </remarks>
internal static class DeliveryRecords
{
    public static byte[] Mark(int store, long through)
    {
        var bytes = new byte[JournalRecord.HeaderBytes + (2 * RecordWriter.MaxNumberBytes)];
        var writer = new RecordWriter(bytes);
        writer.Skip(JournalRecord.HeaderBytes);
        writer.WriteSigned(store);
        writer.WriteUnsigned((ulong)through);
        JournalRecord.WriteHeader(bytes, writer.Position, JournalRecordType.DeliveryMark, flags: 0);
        return bytes[..writer.Position];
    }
}

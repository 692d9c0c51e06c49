using Broker.Core.Messages;
using Broker.Storage.Encodings;

namespace Broker.Storage.Journal;

/// <summary>The body of Add and Move records: for whom, the facts the index needs, and the message.</summary>
/// <remarks>
/// <code>
/// number of stores, their numbers (signed), sequence, priority (1 byte), expiration (signed), size, message
/// </code>
/// </remarks>
internal static class MessageRecord
{
    public static int MaxBytes(Message message, int storeCount) =>
        JournalRecord.HeaderBytes + (RecordWriter.MaxNumberBytes * (storeCount + 4)) + 1 + MessageEncoder.MaxBytes(message);

    public static void WriteFacts(ref RecordWriter writer, scoped ReadOnlySpan<int> stores, in MessageFacts facts)
    {
        writer.WriteUnsigned((ulong)stores.Length);
        foreach (var store in stores)
        {
            writer.WriteSigned(store);
        }

        writer.WriteUnsigned((ulong)facts.Sequence);
        writer.WriteByte(facts.Priority);
        writer.WriteSigned(facts.Expiration);
        writer.WriteUnsigned((ulong)facts.SizeBytes);
    }

    /// <summary>Reads the facts; what is left in the reader is the message.</summary>
    /// <param name="reader">Stands at the body.</param>
    /// <param name="stores">Takes the store numbers; null drops them.</param>
    public static MessageFacts ReadFacts(ref RecordReader reader, List<int>? stores)
    {
        for (var left = reader.ReadUnsigned(); left > 0; left--)
        {
            var number = reader.ReadNumber();
            stores?.Add(number);
        }

        return new MessageFacts((long)reader.ReadUnsigned(), reader.ReadByte(), reader.ReadSigned(), (int)reader.ReadUnsigned());
    }

    /// <exception cref="FormatException">The record is no message.</exception>
    public static Message ReadMessage(ReadOnlySpan<byte> record, Destination home, MessageDecoder decoder)
    {
        var reader = new RecordReader(record[JournalRecord.HeaderBytes..]);
        var facts = ReadFacts(ref reader, stores: null);
        var message = decoder.Read(reader.Rest, home);
        message.Sequence = facts.Sequence;
        message.Priority = facts.Priority;
        message.Expiration = facts.Expiration;
        return message;
    }
}

using Broker.Core.Messages;
using Broker.Core.Storage;
using Broker.Storage.Encodings;

namespace Broker.Storage.Journal;

/// <summary>Encodes Add and Move records straight into the batch that gathers.</summary>
internal static class MessageWriter
{
    // A body from this size on is written from where it lies instead of being copied into the batch.
    private const int LargeBodyBytes = 64 * 1024;
    private const int MostStoresOnStack = 64;

    /// <summary>Upper bound of the record, body included.</summary>
    public static long MaxBytes(Message message, int storeCount) =>
        MessageRecord.MaxBytes(message, storeCount) + (long)(message.Content?.Length ?? 0);

    /// <summary>The flags of a message's record. Marks its stores, when it may be delivered as soon as it is stored.</summary>
    /// <remarks>When one of several stores is delivering, the mark holds for all of them: one too many does no harm.</remarks>
    public static byte FlagsOf(Message message, JournalMessageStore? store, IReadOnlyList<IMessageStore>? stores, bool transient)
    {
        if (transient) return JournalRecord.Transient;
        if (store is not null)
        {
            if (!store.IsDelivering) return 0;
            store.Mark(message.Sequence);
            return JournalRecord.Deliverable;
        }

        var isDelivering = false;
        for (var i = 0; i < stores!.Count; i++)
        {
            isDelivering |= stores[i].IsDelivering;
        }

        for (var i = 0; isDelivering && i < stores.Count; i++)
        {
            ((JournalMessageStore)stores[i]).Mark(message.Sequence);
        }

        return isDelivering ? JournalRecord.Deliverable : (byte)0;
    }

    /// <returns>Length of the record.</returns>
    public static int Append(
        JournalBatch batch, JournalOperation operation, Message message, Destination home,
        JournalMessageStore? store, IReadOnlyList<IMessageStore>? stores, byte flags)
    {
        var body = message.Content;
        var tail = body is { Length: >= LargeBodyBytes } ? body : null;
        var room = MessageRecord.MaxBytes(message, stores?.Count ?? 1) + (tail is null ? body?.Length ?? 0 : 0);
        var target = batch.Reserve(room).Span;
        var head = Write(target, message, home, store, stores, flags, inlineBody: tail is null);
        var length = head + (tail?.Length ?? 0);
        JournalRecord.WriteHeader(target, length, JournalRecordType.Add, flags);
        batch.Add(head, tail, operation);
        return length;
    }

    /// <summary>Writes one Add record, header included, but for a body left out.</summary>
    /// <returns>Bytes written.</returns>
    public static int Write(
        Span<byte> target, Message message, Destination home,
        JournalMessageStore? store, IReadOnlyList<IMessageStore>? stores, byte flags, bool inlineBody)
    {
        var writer = new RecordWriter(target);
        writer.Skip(JournalRecord.HeaderBytes);
        var count = stores?.Count ?? 1;
        Span<int> numbers = count <= MostStoresOnStack ? stackalloc int[count] : new int[count];
        for (var i = 0; i < count; i++)
        {
            numbers[i] = (store ?? (JournalMessageStore)stores![i]).Number;
        }

        MessageRecord.WriteFacts(ref writer, numbers, MessageFacts.Of(message));
        MessageEncoder.Write(ref writer, message, home);
        if (inlineBody && message.Content is { } body) writer.WriteBytes(body);
        JournalRecord.WriteHeader(target, writer.Position, JournalRecordType.Add, flags);
        return writer.Position;
    }

    /// <summary>Writes a Move record from an Add or Move record as it was read.</summary>
    public static (MessageFacts Facts, int Length) Move(
        JournalBatch batch, JournalOperation operation, ReadOnlySpan<byte> record, IReadOnlyList<JournalMessageStore> stores)
    {
        var reader = new RecordReader(record[JournalRecord.HeaderBytes..]);
        var facts = MessageRecord.ReadFacts(ref reader, stores: null);
        var room = JournalRecord.HeaderBytes + (RecordWriter.MaxNumberBytes * (stores.Count + 4)) + 1 + reader.Rest.Length;
        var target = batch.Reserve(room).Span;
        var writer = new RecordWriter(target);
        writer.Skip(JournalRecord.HeaderBytes);
        MessageRecord.WriteFacts(ref writer, [.. stores.Select(store => store.Number)], facts);
        writer.WriteBytes(reader.Rest);
        var flags = (byte)(record[JournalRecord.FlagsOffset] & (JournalRecord.Transient | JournalRecord.Deliverable));
        JournalRecord.WriteHeader(target, writer.Position, JournalRecordType.Move, flags);
        batch.Add(writer.Position, tail: null, operation);
        return (facts, writer.Position);
    }
}

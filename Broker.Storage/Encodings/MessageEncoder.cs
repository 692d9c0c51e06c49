using Broker.Core.Messages;

namespace Broker.Storage.Encodings;

/// <summary>The binary form of a message within an Add or Move record; <see cref="MessageDecoder"/> reads it.</summary>
/// <remarks>
/// Numbers are of variable length, texts are modified UTF-8 with their length before them, absent parts take no bytes.
/// <code>
/// 4 bytes  MessageFields          then, each when its bit is set:
/// id producer (connection, session, value), id sequence (always), text view, producer,
/// kind (always), destination, original destination, transaction, original transaction, timestamp (always), correlation id,
/// reply to, type, group id, user id, group sequence and redelivery counter, arrival and broker times, blob, broker path,
/// cluster, target consumer, properties (length before), content (all that is left of the record)
/// </code>
/// Priority, expiration and size stand before it in the record (the journal's MessageRecord, the columns of the database); DataStructure is not kept.
/// </remarks>
internal static class MessageEncoder
{
    private const int FixedBytes = 160;

    /// <summary>Upper bound of what <see cref="Write"/> takes, without the content.</summary>
    public static int MaxBytes(Message message) =>
        FixedBytes
        + (message.Properties?.Length ?? 0)
        + MaxProducerBytes(message.Id.Producer) + MaxProducerBytes(message.Producer)
        + RecordWriter.MaxTextBytes(message.Id.TextView)
        + MaxDestinationBytes(message.Destination) + MaxDestinationBytes(message.OriginalDestination) + MaxDestinationBytes(message.ReplyTo)
        + MaxTransactionBytes(message.Transaction) + MaxTransactionBytes(message.OriginalTransaction)
        + RecordWriter.MaxTextBytes(message.CorrelationId) + RecordWriter.MaxTextBytes(message.Type)
        + RecordWriter.MaxTextBytes(message.GroupId) + RecordWriter.MaxTextBytes(message.UserId)
        + MaxRareBytes(message);

    /// <summary>Writes all but the content.</summary>
    /// <param name="writer">Target.</param>
    /// <param name="message">The message.</param>
    /// <param name="home">The destination of its store, which a reader knows without being told.</param>
    public static void Write(ref RecordWriter writer, Message message, Destination home)
    {
        var fields = FieldsOf(message, home);
        writer.WriteUInt32((uint)fields);
        WriteIdentity(ref writer, message, fields);
        writer.WriteByte((byte)message.Kind);
        if (Has(fields, MessageFields.Destination)) writer.WriteDestination(message.Destination);
        if (message.OriginalDestination is { } original) writer.WriteDestination(original);
        if (message.Transaction is { } transaction) WriteTransaction(ref writer, transaction);
        if (message.OriginalTransaction is { } first) WriteTransaction(ref writer, first);
        WriteHeaders(ref writer, message, fields);
        WriteRare(ref writer, message);
        if (message.Properties is { } properties) writer.WriteBlock(properties);
    }

    private static MessageFields FieldsOf(Message message, Destination home)
    {
        var fields = FlagsOf(message) | PresentOf(message);
        if (!home.Equals(message.Destination)) fields |= MessageFields.Destination;
        if (message.Id.Producer is not null) fields |= MessageFields.IdProducer;
        if (message.Producer is null) return fields;
        return fields | (message.Producer == message.Id.Producer ? MessageFields.SameProducer : MessageFields.Producer);
    }

    private static MessageFields FlagsOf(Message message) =>
        If(message.Persistent, MessageFields.Persistent)
        | If(message.Compressed, MessageFields.Compressed)
        | If(message.Droppable, MessageFields.Droppable)
        | If(message.GroupFirstForConsumer, MessageFields.GroupFirstForConsumer)
        | If(message.ReceivedByBridge, MessageFields.ReceivedByBridge);

    private static MessageFields PresentOf(Message message) =>
        If(message.Id.TextView is not null, MessageFields.TextView)
        | If(message.OriginalDestination is not null, MessageFields.OriginalDestination)
        | If(message.Transaction is not null, MessageFields.Transaction)
        | If(message.OriginalTransaction is not null, MessageFields.OriginalTransaction)
        | If(message.CorrelationId is not null, MessageFields.CorrelationId)
        | If(message.ReplyTo is not null, MessageFields.ReplyTo)
        | If(message.Type is not null, MessageFields.Type)
        | If(message.GroupId is not null, MessageFields.GroupId)
        | If(message.UserId is not null, MessageFields.UserId)
        | If((message.GroupSequence | message.RedeliveryCounter) != 0, MessageFields.Counters)
        | If((message.Arrival | message.BrokerInTime | message.BrokerOutTime) != 0, MessageFields.Times)
        | If(message.Blob is not null, MessageFields.Blob)
        | If(message.BrokerPath is not null, MessageFields.BrokerPath)
        | If(message.Cluster is not null, MessageFields.Cluster)
        | If(message.TargetConsumer is not null, MessageFields.TargetConsumer)
        | If(message.Properties is not null, MessageFields.Properties)
        | If(message.Content is not null, MessageFields.Content);

    private static void WriteIdentity(ref RecordWriter writer, Message message, MessageFields fields)
    {
        if (message.Id.Producer is { } maker) WriteProducer(ref writer, maker);
        writer.WriteSigned(message.Id.ProducerSequence);
        if (message.Id.TextView is { } view) writer.WriteText(view);
        if (Has(fields, MessageFields.Producer)) WriteProducer(ref writer, message.Producer!);
    }

    private static void WriteHeaders(ref RecordWriter writer, Message message, MessageFields fields)
    {
        writer.WriteSigned(message.Timestamp);
        if (message.CorrelationId is { } correlation) writer.WriteText(correlation);
        if (message.ReplyTo is { } replyTo) writer.WriteDestination(replyTo);
        if (message.Type is { } type) writer.WriteText(type);
        if (message.GroupId is { } group) writer.WriteText(group);
        if (message.UserId is { } user) writer.WriteText(user);
        if (Has(fields, MessageFields.Counters))
        {
            writer.WriteSigned(message.GroupSequence);
            writer.WriteSigned(message.RedeliveryCounter);
        }

        if (!Has(fields, MessageFields.Times)) return;
        writer.WriteSigned(message.Arrival);
        writer.WriteSigned(message.BrokerInTime);
        writer.WriteSigned(message.BrokerOutTime);
    }

    private static void WriteRare(ref RecordWriter writer, Message message)
    {
        if (message.Blob is { } blob)
        {
            writer.WriteOptionalText(blob.RemoteUrl);
            writer.WriteOptionalText(blob.MimeType);
            writer.WriteByte(blob.DeletedByBroker ? (byte)1 : (byte)0);
        }

        if (message.BrokerPath is { } path) WriteTexts(ref writer, path);
        if (message.Cluster is { } cluster) WriteTexts(ref writer, cluster);
        if (message.TargetConsumer is not { } consumer) return;
        writer.WriteText(consumer.ConnectionId);
        writer.WriteSigned(consumer.SessionId);
        writer.WriteSigned(consumer.Value);
    }

    private static void WriteProducer(ref RecordWriter writer, ProducerId producer)
    {
        writer.WriteText(producer.ConnectionId);
        writer.WriteSigned(producer.SessionId);
        writer.WriteSigned(producer.Value);
    }

    private static void WriteTexts(ref RecordWriter writer, IReadOnlyList<string> texts)
    {
        writer.WriteUnsigned((ulong)texts.Count);
        foreach (var text in texts)
        {
            writer.WriteText(text);
        }
    }

    private static void WriteTransaction(ref RecordWriter writer, TransactionId transaction)
    {
        if (transaction is XaTransactionId branch)
        {
            writer.WriteByte(1);
            writer.WriteSigned(branch.FormatId);
            writer.WriteBlock(branch.GlobalTransactionId);
            writer.WriteBlock(branch.BranchQualifier);
            return;
        }

        var local = (LocalTransactionId)transaction;
        writer.WriteByte(0);
        writer.WriteText(local.ConnectionId);
        writer.WriteSigned(local.Value);
    }

    private static int MaxProducerBytes(ProducerId? producer) =>
        producer is null ? 0 : RecordWriter.MaxTextBytes(producer.ConnectionId) + (2 * RecordWriter.MaxNumberBytes);

    private static int MaxDestinationBytes(Destination? destination) =>
        destination is null ? 0 : 1 + RecordWriter.MaxTextBytes(destination.Name);

    private static int MaxTransactionBytes(TransactionId? transaction) => transaction switch
    {
        XaTransactionId branch => 32 + branch.GlobalTransactionId.Length + branch.BranchQualifier.Length,
        LocalTransactionId local => 16 + RecordWriter.MaxTextBytes(local.ConnectionId),
        _ => 0,
    };

    private static int MaxRareBytes(Message message)
    {
        var bytes = MaxTextsBytes(message.BrokerPath) + MaxTextsBytes(message.Cluster);
        if (message.Blob is { } blob) bytes += 8 + RecordWriter.MaxTextBytes(blob.RemoteUrl) + RecordWriter.MaxTextBytes(blob.MimeType);
        if (message.TargetConsumer is { } consumer) bytes += 32 + RecordWriter.MaxTextBytes(consumer.ConnectionId);
        return bytes;
    }

    private static int MaxTextsBytes(IReadOnlyList<string>? texts) => texts is null ? 0 : 10 + texts.Sum(RecordWriter.MaxTextBytes);

    private static MessageFields If(bool condition, MessageFields field) => condition ? field : MessageFields.None;

    private static bool Has(MessageFields fields, MessageFields field) => (fields & field) != MessageFields.None;
}

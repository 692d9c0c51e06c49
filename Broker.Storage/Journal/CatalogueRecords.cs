using Broker.Core.Messages;
using Broker.Core.Storage;
using Broker.Storage.Encodings;

namespace Broker.Storage.Journal;

/// <summary>Records about destinations and durable subscriptions.</summary>
/// <remarks>
/// <code>
/// DestinationAdd:      number, kind (1 byte), name
/// DestinationRemove:   number
/// SubscriptionAdd:     number, number of its topic store, client id, name, kind and name subscribed to, selector, no local (1 byte)
/// SubscriptionRemove:  number
/// </code>
/// </remarks>
internal static class CatalogueRecords
{
    private const int FixedBytes = JournalRecord.HeaderBytes + 40;

    public static byte[] DestinationAdd(int number, Destination destination)
    {
        var writer = Begin(RecordWriter.MaxTextBytes(destination.Name), out var bytes);
        WriteDestination(ref writer, number, destination);
        return Finish(bytes, writer.Position, JournalRecordType.DestinationAdd);
    }

    public static byte[] SubscriptionAdd(int number, int topic, DurableSubscriptionInfo info)
    {
        var writer = Begin(MaxBytes(info), out var bytes);
        WriteSubscription(ref writer, number, topic, info);
        return Finish(bytes, writer.Position, JournalRecordType.SubscriptionAdd);
    }

    /// <param name="number">Whom it concerns.</param>
    /// <param name="type">DestinationRemove or SubscriptionRemove.</param>
    public static byte[] Remove(int number, JournalRecordType type)
    {
        var writer = Begin(0, out var bytes);
        writer.WriteSigned(number);
        return Finish(bytes, writer.Position, type);
    }

    public static int MaxBytes(DurableSubscriptionInfo info) =>
        32 + RecordWriter.MaxTextBytes(info.ClientId) + RecordWriter.MaxTextBytes(info.Name)
        + RecordWriter.MaxTextBytes(info.Topic.Name) + RecordWriter.MaxTextBytes(info.Selector);

    public static void WriteDestination(ref RecordWriter writer, int number, Destination destination)
    {
        writer.WriteSigned(number);
        writer.WriteDestination(destination);
    }

    public static void WriteSubscription(ref RecordWriter writer, int number, int topic, DurableSubscriptionInfo info)
    {
        writer.WriteSigned(number);
        writer.WriteSigned(topic);
        writer.WriteText(info.ClientId);
        writer.WriteText(info.Name);
        writer.WriteDestination(info.Topic);
        writer.WriteOptionalText(info.Selector);
        writer.WriteByte(info.NoLocal ? (byte)1 : (byte)0);
    }

    public static (int Number, Destination Destination) ReadDestination(ref RecordReader reader) => (reader.ReadNumber(), reader.ReadDestination());

    public static (int Number, int Topic, DurableSubscriptionInfo Info) ReadSubscription(ref RecordReader reader) =>
        (reader.ReadNumber(), reader.ReadNumber(),
            new DurableSubscriptionInfo(reader.ReadText(), reader.ReadText(), reader.ReadDestination(), reader.ReadOptionalText(), reader.ReadByte() != 0));

    private static RecordWriter Begin(int variableBytes, out byte[] bytes)
    {
        bytes = new byte[FixedBytes + variableBytes];
        var writer = new RecordWriter(bytes);
        writer.Skip(JournalRecord.HeaderBytes);
        return writer;
    }

    private static byte[] Finish(byte[] bytes, int length, JournalRecordType type)
    {
        JournalRecord.WriteHeader(bytes, length, type, flags: 0);
        return bytes[..length];
    }
}

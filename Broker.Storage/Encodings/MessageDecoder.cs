using Broker.Core.Messages;

namespace Broker.Storage.Encodings;

/// <summary>Reads what <see cref="MessageEncoder"/> wrote. One decoder serves one page: neighbours share their producer's id.</summary>
internal sealed class MessageDecoder
{
    private ProducerId? _lastProducer;
    private byte[] _lastConnection = [];

    /// <summary>The producer and its number alone, for recovery.</summary>
    public (ProducerId? Producer, long Sequence) ReadId(ReadOnlySpan<byte> bytes)
    {
        var reader = new RecordReader(bytes);
        var fields = (MessageFields)reader.ReadUInt32();
        var producer = Has(fields, MessageFields.IdProducer) ? ReadProducer(ref reader) : null;
        return (producer, reader.ReadSigned());
    }

    /// <exception cref="FormatException">The bytes are not a message.</exception>
    public Message Read(ReadOnlySpan<byte> bytes, Destination home)
    {
        var reader = new RecordReader(bytes);
        var fields = (MessageFields)reader.ReadUInt32();
        var message = new Message
        {
            Destination = home,
            Persistent = Has(fields, MessageFields.Persistent),
            Compressed = Has(fields, MessageFields.Compressed),
            Droppable = Has(fields, MessageFields.Droppable),
            GroupFirstForConsumer = Has(fields, MessageFields.GroupFirstForConsumer),
            ReceivedByBridge = Has(fields, MessageFields.ReceivedByBridge),
        };
        ReadIdentity(ref reader, message, fields);
        ReadPlaces(ref reader, message, fields);
        ReadHeaders(ref reader, message, fields);
        ReadRare(ref reader, message, fields);
        if (Has(fields, MessageFields.Properties)) message.Properties = reader.ReadBlock().ToArray();
        if (Has(fields, MessageFields.Content)) message.Content = reader.Rest.ToArray();
        return message;
    }

    private void ReadIdentity(ref RecordReader reader, Message message, MessageFields fields)
    {
        var maker = Has(fields, MessageFields.IdProducer) ? ReadProducer(ref reader) : null;
        var sequence = reader.ReadSigned();
        var view = Has(fields, MessageFields.TextView) ? reader.ReadText() : null;
        message.Id = new MessageId(maker!, sequence, view);
        if (Has(fields, MessageFields.SameProducer)) message.Producer = maker;
        if (Has(fields, MessageFields.Producer)) message.Producer = ReadProducer(ref reader);
    }

    private static void ReadPlaces(ref RecordReader reader, Message message, MessageFields fields)
    {
        message.Kind = (MessageKind)reader.ReadByte();
        if (Has(fields, MessageFields.Destination)) message.Destination = reader.ReadDestination();
        if (Has(fields, MessageFields.OriginalDestination)) message.OriginalDestination = reader.ReadDestination();
        if (Has(fields, MessageFields.Transaction)) message.Transaction = ReadTransaction(ref reader);
        if (Has(fields, MessageFields.OriginalTransaction)) message.OriginalTransaction = ReadTransaction(ref reader);
    }

    private static void ReadHeaders(ref RecordReader reader, Message message, MessageFields fields)
    {
        message.Timestamp = reader.ReadSigned();
        if (Has(fields, MessageFields.CorrelationId)) message.CorrelationId = reader.ReadText();
        if (Has(fields, MessageFields.ReplyTo)) message.ReplyTo = reader.ReadDestination();
        if (Has(fields, MessageFields.Type)) message.Type = reader.ReadText();
        if (Has(fields, MessageFields.GroupId)) message.GroupId = reader.ReadText();
        if (Has(fields, MessageFields.UserId)) message.UserId = reader.ReadText();
        if (Has(fields, MessageFields.Counters))
        {
            message.GroupSequence = reader.ReadNumber();
            message.RedeliveryCounter = reader.ReadNumber();
        }

        if (!Has(fields, MessageFields.Times)) return;
        message.Arrival = reader.ReadSigned();
        message.BrokerInTime = reader.ReadSigned();
        message.BrokerOutTime = reader.ReadSigned();
    }

    private static void ReadRare(ref RecordReader reader, Message message, MessageFields fields)
    {
        if (Has(fields, MessageFields.Blob))
        {
            message.Blob = new BlobReference(reader.ReadOptionalText(), reader.ReadOptionalText(), reader.ReadByte() != 0);
        }

        if (Has(fields, MessageFields.BrokerPath)) message.BrokerPath = ReadTexts(ref reader);
        if (Has(fields, MessageFields.Cluster)) message.Cluster = ReadTexts(ref reader);
        if (Has(fields, MessageFields.TargetConsumer))
        {
            message.TargetConsumer = new ConsumerId(reader.ReadText(), reader.ReadSigned(), reader.ReadSigned());
        }
    }

    private ProducerId ReadProducer(ref RecordReader reader)
    {
        var connection = reader.ReadBlock();
        var session = reader.ReadSigned();
        var value = reader.ReadSigned();
        var sameConnection = _lastProducer is not null && connection.SequenceEqual(_lastConnection);
        if (sameConnection && _lastProducer!.SessionId == session && _lastProducer.Value == value) return _lastProducer;
        if (!sameConnection) _lastConnection = connection.ToArray();
        return _lastProducer = new ProducerId(sameConnection ? _lastProducer!.ConnectionId : ModifiedUtf8.GetString(connection), session, value);
    }

    private static List<string> ReadTexts(ref RecordReader reader)
    {
        var texts = new List<string>();
        for (var left = reader.ReadUnsigned(); left > 0; left--)
        {
            texts.Add(reader.ReadText());
        }

        return texts;
    }

    private static TransactionId ReadTransaction(ref RecordReader reader) => reader.ReadByte() == 0
        ? new LocalTransactionId(reader.ReadText(), reader.ReadSigned())
        : new XaTransactionId(reader.ReadNumber(), reader.ReadBlock().ToArray(), reader.ReadBlock().ToArray());

    private static bool Has(MessageFields fields, MessageFields field) => (fields & field) != MessageFields.None;
}

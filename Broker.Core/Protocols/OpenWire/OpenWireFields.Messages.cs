using Broker.Core.Messages;

namespace Broker.Core.Protocols.OpenWire;

/// <content>Messages, their dispatch and acknowledgement.</content>
internal static partial class OpenWireFields<TWire>
{
    private static MessageCommand NewMessage(CommandType type) => new()
    {
        // The destination follows, and is checked to be there.
        Message = new Message { Kind = (MessageKind)(type - CommandType.Message), Destination = null! },
    };

    private static MessageCommand Fields(ref TWire wire, MessageCommand x)
    {
        Prefix(ref wire, x);
        Fields(ref wire, x.Message);
        return x;
    }

    // Unlike commands a message is shared by many connections, so a writing pass must not even assign what is there:
    // it could undo a sequence just given, and would drag the message's cache lines from core to core.
    private static void Fields(ref TWire wire, Message x)
    {
        var producer = wire.Cached(x.Producer);
        var destination = wire.Cached(x.Destination);
        var transaction = wire.Cached(x.Transaction);
        var originalDestination = wire.Cached(x.OriginalDestination);
        var sequence = x.Sequence;
        var id = Id(ref wire, x.Id.Producer is null ? null : x.Id, ref sequence);
        var originalTransaction = wire.Cached(x.OriginalTransaction);
        var groupId = wire.Name(x.GroupId);
        var groupSequence = wire.Int(x.GroupSequence);
        var correlationId = wire.String(x.CorrelationId);
        var persistent = wire.Bool(x.Persistent);
        var expiration = wire.Long(x.Expiration);
        var priority = wire.Byte(x.Priority);
        var replyTo = wire.Nested(x.ReplyTo);
        var timestamp = wire.Long(x.Timestamp);
        var type = wire.Name(x.Type);
        var content = wire.Bytes(x.Content);
        var properties = wire.Bytes(x.Properties);
        var dataStructure = wire.Nested(x.DataStructure);
        var targetConsumer = wire.Cached(x.TargetConsumer);
        var compressed = wire.Bool(x.Compressed);
        var redeliveryCounter = wire.Int(x.RedeliveryCounter);
        var brokerPath = BrokerIds(ref wire, x.BrokerPath);
        var arrival = wire.Long(x.Arrival);
        var userId = wire.Name(x.UserId);
        var receivedByBridge = wire.Bool(x.ReceivedByBridge);
        var droppable = wire.Version >= 2 && wire.Bool(x.Droppable);
        var cluster = wire.Version >= 3 ? BrokerIds(ref wire, x.Cluster) : null;
        var brokerInTime = wire.Version >= 3 ? wire.Long(x.BrokerInTime) : 0;
        var brokerOutTime = wire.Version >= 3 ? wire.Long(x.BrokerOutTime) : 0;
        var groupFirst = wire.Version >= 10 && wire.Bool(x.GroupFirstForConsumer);
        var blob = x.Kind == MessageKind.Blob ? Blob(ref wire, x.Blob) : null;
        if (!TWire.Reads) return;

        x.Producer = producer;
        x.Destination = Required(destination);
        x.Transaction = transaction;
        x.OriginalDestination = originalDestination;
        x.Id = id ?? throw new ProtocolViolationException(ProtocolViolationReason.MissingField, "A message has no id.");
        x.Sequence = sequence;
        x.OriginalTransaction = originalTransaction;
        x.GroupId = groupId;
        x.GroupSequence = groupSequence;
        x.CorrelationId = correlationId;
        x.Persistent = persistent;
        x.Expiration = expiration;
        x.Priority = priority;
        x.ReplyTo = replyTo;
        x.Timestamp = timestamp;
        x.Type = type;
        x.Content = content;
        x.Properties = properties;
        x.DataStructure = dataStructure;
        x.TargetConsumer = targetConsumer;
        x.Compressed = compressed;
        x.RedeliveryCounter = redeliveryCounter;
        x.BrokerPath = brokerPath;
        x.Arrival = arrival;
        x.UserId = userId;
        x.ReceivedByBridge = receivedByBridge;
        x.Droppable = droppable;
        x.Cluster = cluster;
        x.BrokerInTime = brokerInTime;
        x.BrokerOutTime = brokerOutTime;
        x.GroupFirstForConsumer = groupFirst;
        x.Blob = blob;
    }

    private static BlobReference Blob(ref TWire wire, BlobReference? x)
    {
        var url = wire.String(x?.RemoteUrl);
        var mimeType = wire.Name(x?.MimeType);
        var deletedByBroker = wire.Bool(x?.DeletedByBroker ?? false);
        return x ?? new BlobReference(url, mimeType, deletedByBroker);
    }

    private static MessageDispatch Fields(ref TWire wire, MessageDispatch x)
    {
        Prefix(ref wire, x);
        x.ConsumerId = Required(wire.Cached(x.ConsumerId));
        x.Destination = wire.Cached(x.Destination);
        x.Message = wire.Nested(x.Message);
        x.RedeliveryCounter = wire.Int(x.RedeliveryCounter);
        return x;
    }

    private static MessageAck Fields(ref TWire wire, MessageAck x)
    {
        Prefix(ref wire, x);
        x.Destination = wire.Cached(x.Destination);
        x.TransactionId = wire.Cached(x.TransactionId);
        x.ConsumerId = Required(wire.Cached(x.ConsumerId));
        x.AckType = (AckType)wire.Byte((byte)x.AckType);
        var first = x.FirstBrokerSequence;
        x.FirstMessageId = Id(ref wire, x.FirstMessageId, ref first);
        x.FirstBrokerSequence = first;
        var last = x.LastBrokerSequence;
        x.LastMessageId = Id(ref wire, x.LastMessageId, ref last);
        x.LastBrokerSequence = last;
        x.MessageCount = wire.Int(x.MessageCount);
        if (wire.Version >= 7) x.PoisonCause = Throwable(ref wire, x.PoisonCause);
        return x;
    }

    private static MessagePull Fields(ref TWire wire, MessagePull x)
    {
        Prefix(ref wire, x);
        x.ConsumerId = Required(wire.Cached(x.ConsumerId));
        x.Destination = wire.Cached(x.Destination);
        x.Timeout = wire.Long(x.Timeout);
        if (wire.Version < 3) return x;
        x.CorrelationId = wire.String(x.CorrelationId);
        var sequence = x.BrokerSequence;
        x.MessageId = Id(ref wire, x.MessageId, ref sequence);
        x.BrokerSequence = sequence;
        return x;
    }

    private static ProducerAck Fields(ref TWire wire, ProducerAck x)
    {
        Prefix(ref wire, x);
        x.ProducerId = wire.Nested(x.ProducerId);
        x.Size = wire.Int(x.Size);
        return x;
    }

    private static MessageDispatchNotification Fields(ref TWire wire, MessageDispatchNotification x)
    {
        Prefix(ref wire, x);
        x.ConsumerId = Required(wire.Cached(x.ConsumerId));
        x.Destination = wire.Cached(x.Destination);
        x.DeliverySequenceId = wire.Long(x.DeliverySequenceId);
        var sequence = x.BrokerSequence;
        x.MessageId = Id(ref wire, x.MessageId, ref sequence);
        x.BrokerSequence = sequence;
        return x;
    }
}

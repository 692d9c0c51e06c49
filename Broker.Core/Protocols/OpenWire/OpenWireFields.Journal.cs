namespace Broker.Core.Protocols.OpenWire;

/// <content>Entries of old ActiveMQ stores: no peer sends them, but they have type ids and so can be read.</content>
internal static partial class OpenWireFields<TWire>
{
    private static JournalTopicAck Fields(ref TWire wire, JournalTopicAck x)
    {
        x.Destination = wire.Nested(x.Destination);
        var sequence = x.BrokerSequence;
        x.MessageId = Id(ref wire, x.MessageId, ref sequence);
        x.BrokerSequence = sequence;
        x.MessageSequenceId = wire.Long(x.MessageSequenceId);
        x.SubscriptionName = wire.String(x.SubscriptionName);
        x.ClientId = wire.String(x.ClientId);
        x.TransactionId = wire.Nested(x.TransactionId);
        return x;
    }

    private static JournalQueueAck Fields(ref TWire wire, JournalQueueAck x)
    {
        x.Destination = wire.Nested(x.Destination);
        x.MessageAck = wire.Nested(x.MessageAck);
        return x;
    }

    private static JournalTrace Fields(ref TWire wire, JournalTrace x)
    {
        x.Message = wire.String(x.Message);
        return x;
    }

    private static JournalTransaction Fields(ref TWire wire, JournalTransaction x)
    {
        x.TransactionId = wire.Nested(x.TransactionId);
        x.Action = wire.Byte(x.Action);
        x.WasPrepared = wire.Bool(x.WasPrepared);
        return x;
    }
}

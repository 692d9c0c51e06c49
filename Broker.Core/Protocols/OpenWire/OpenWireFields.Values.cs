using Broker.Core.Messages;

namespace Broker.Core.Protocols.OpenWire;

/// <content>Ids and destinations.</content>
internal static partial class OpenWireFields<TWire>
{
    private static Destination Fields(ref TWire wire, DestinationKind kind, Destination? x)
    {
        var name = wire.Name(x?.Name);
        if (x is not null) return x;
        if (string.IsNullOrEmpty(name))
        {
            ProtocolViolationException.Throw(ProtocolViolationReason.MissingField, "A destination has no name.");
        }

        return new Destination(kind, name!);
    }

    private static LocalTransactionId Fields(ref TWire wire, LocalTransactionId? x)
    {
        var value = wire.Long(x?.Value ?? 0);
        var connection = wire.CachedName(x?.ConnectionId, CommandType.ConnectionId);
        return x ?? new LocalTransactionId(Required(connection), value);
    }

    private static XaTransactionId Fields(ref TWire wire, XaTransactionId? x)
    {
        var formatId = wire.Int(x?.FormatId ?? 0);
        var global = wire.Bytes(x?.GlobalTransactionId);
        var branch = wire.Bytes(x?.BranchQualifier);
        return x ?? new XaTransactionId(formatId, Required(global), Required(branch));
    }

    private static ConnectionId Fields(ref TWire wire, ConnectionId? x)
    {
        var value = wire.Name(x?.Value);
        return x ?? new ConnectionId(Required(value));
    }

    private static SessionId Fields(ref TWire wire, SessionId? x)
    {
        var connection = wire.Name(x?.ConnectionId);
        var value = wire.Long(x?.Value ?? 0);
        return x ?? new SessionId(Required(connection), value);
    }

    private static ConsumerId Fields(ref TWire wire, ConsumerId? x)
    {
        var connection = wire.Name(x?.ConnectionId);
        var session = wire.Long(x?.SessionId ?? 0);
        var value = wire.Long(x?.Value ?? 0);
        return x ?? new ConsumerId(Required(connection), session, value);
    }

    // Unlike a consumer's id: its own number before the session's.
    private static ProducerId Fields(ref TWire wire, ProducerId? x)
    {
        var connection = wire.Name(x?.ConnectionId);
        var value = wire.Long(x?.Value ?? 0);
        var session = wire.Long(x?.SessionId ?? 0);
        return x ?? new ProducerId(Required(connection), session, value);
    }

    private static BrokerId Fields(ref TWire wire, BrokerId? x)
    {
        var value = wire.Name(x?.Value);
        return x ?? new BrokerId(Required(value));
    }

    private static WireMessageId Fields(ref TWire wire, WireMessageId? x)
    {
        var sequence = x?.BrokerSequence ?? 0;
        var id = IdFields(ref wire, x?.Id ?? default, ref sequence);
        return x ?? new WireMessageId(id, sequence);
    }

    /// <summary>A message id in a field of its own type, without making an object of it.</summary>
    private static MessageId? Id(ref TWire wire, MessageId? id, ref long brokerSequence)
    {
        if (wire.Open(id is not null, CommandType.MessageId)) return IdFields(ref wire, id.GetValueOrDefault(), ref brokerSequence);
        return null;
    }

    private static MessageId IdFields(ref TWire wire, MessageId id, ref long brokerSequence)
    {
        var text = wire.Version >= 10 ? wire.String(id.TextView) : id.TextView;
        var producer = wire.Cached(id.Producer);
        var sequence = wire.Long(id.ProducerSequence);
        brokerSequence = wire.Long(brokerSequence);
        return new MessageId(Required(producer), sequence, text);
    }
}

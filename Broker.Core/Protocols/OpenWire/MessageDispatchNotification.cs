using Broker.Core.Messages;

namespace Broker.Core.Protocols.OpenWire;

/// <summary>Tells a slave of the shared-nothing kind what its master dispatched.</summary>
public sealed class MessageDispatchNotification : Command
{
    public override CommandType Type => CommandType.MessageDispatchNotification;

    public ConsumerId ConsumerId { get; set; } = null!;

    public Destination? Destination { get; set; }

    public long DeliverySequenceId { get; set; }

    public MessageId? MessageId { get; set; }

    /// <summary>The broker's sequence within <see cref="MessageId"/>.</summary>
    public long BrokerSequence { get; set; }
}

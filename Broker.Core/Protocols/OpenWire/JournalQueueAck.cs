using Broker.Core.Messages;

namespace Broker.Core.Protocols.OpenWire;

/// <summary>A journal entry of old ActiveMQ stores: a queue's message was removed.</summary>
public sealed class JournalQueueAck : Command
{
    public override CommandType Type => CommandType.JournalQueueAck;

    public Destination? Destination { get; set; }

    public MessageAck? MessageAck { get; set; }
}

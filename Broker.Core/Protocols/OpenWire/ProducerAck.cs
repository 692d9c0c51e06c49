using Broker.Core.Messages;

namespace Broker.Core.Protocols.OpenWire;

/// <summary>Gives a producer back part of its window. Version 3 and later.</summary>
public sealed class ProducerAck : Command
{
    public override CommandType Type => CommandType.ProducerAck;

    public ProducerId? ProducerId { get; set; }

    /// <summary>Bytes, counted as <see cref="Messages.Message.SizeBytes"/>.</summary>
    public int Size { get; set; }
}

using Broker.Core.Messages;

namespace Broker.Core.Protocols.OpenWire;

/// <summary>Hands a message to a consumer.</summary>
public sealed class MessageDispatch : Command
{
    public override CommandType Type => CommandType.MessageDispatch;

    public ConsumerId ConsumerId { get; set; } = null!;

    public Destination? Destination { get; set; }

    /// <summary>Null: a browser's end, or a pull that timed out.</summary>
    public MessageCommand? Message { get; set; }

    /// <summary>How often delivery failed before; clients count by this one, not by the message's.</summary>
    public int RedeliveryCounter { get; set; }
}

using Broker.Core.Messages;

namespace Broker.Core.Protocols.OpenWire;

/// <summary>A message on its way: the engine's message with the number its sender gave the frame.</summary>
public sealed class MessageCommand : Command
{
    public required Message Message { get; set; }

    public override CommandType Type => CommandType.Message + (byte)Message.Kind;
}

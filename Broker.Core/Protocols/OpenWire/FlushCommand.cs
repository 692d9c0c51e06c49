namespace Broker.Core.Protocols.OpenWire;

/// <summary>Asks for an answer once everything before it is done.</summary>
public sealed class FlushCommand : Command
{
    public override CommandType Type => CommandType.FlushCommand;
}

namespace Broker.Core.Protocols.OpenWire;

/// <summary>The peer closes the connection in an orderly way.</summary>
public sealed class ShutdownInfo : Command
{
    public override CommandType Type => CommandType.ShutdownInfo;
}

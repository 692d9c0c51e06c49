namespace Broker.Core.Protocols.OpenWire;

/// <summary>Says that the peer is alive; with <see cref="Command.ResponseRequired"/> it is echoed without.</summary>
public sealed class KeepAliveInfo : Command
{
    public override CommandType Type => CommandType.KeepAliveInfo;
}

namespace Broker.Core.Protocols.OpenWire;

/// <summary>A piece of a command cut up for a transport with small packets.</summary>
public sealed class PartialCommand : Command
{
    public override CommandType Type => CommandType.PartialCommand;

    public byte[]? Data { get; set; }
}

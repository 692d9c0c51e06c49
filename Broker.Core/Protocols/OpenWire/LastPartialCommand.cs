namespace Broker.Core.Protocols.OpenWire;

/// <summary>The last piece of a cut-up command.</summary>
public sealed class LastPartialCommand : Command
{
    public override CommandType Type => CommandType.LastPartialCommand;

    public byte[]? Data { get; set; }
}

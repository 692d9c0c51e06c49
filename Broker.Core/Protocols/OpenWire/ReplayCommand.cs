namespace Broker.Core.Protocols.OpenWire;

/// <summary>Asks for commands again, on transports that lose some.</summary>
public sealed class ReplayCommand : Command
{
    public override CommandType Type => CommandType.ReplayCommand;

    public int FirstNakNumber { get; set; }

    public int LastNakNumber { get; set; }
}

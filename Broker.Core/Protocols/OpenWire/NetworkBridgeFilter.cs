namespace Broker.Core.Protocols.OpenWire;

/// <summary>What a bridge's subscription lets through: nothing that passed the other broker or too many.</summary>
public sealed class NetworkBridgeFilter : Command
{
    public override CommandType Type => CommandType.NetworkBridgeFilter;

    /// <summary>The broker at the bridge's other end.</summary>
    public string? NetworkBrokerId { get; set; }

    /// <summary>Most hops. Versions 1 to 9; later ones have the next two instead.</summary>
    public int NetworkTtl { get; set; }

    public int MessageTtl { get; set; }

    public int ConsumerTtl { get; set; }
}

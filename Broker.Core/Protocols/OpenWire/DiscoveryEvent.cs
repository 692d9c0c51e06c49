namespace Broker.Core.Protocols.OpenWire;

/// <summary>A broker was found; used by discovery agents, never on a connection.</summary>
public sealed class DiscoveryEvent : Command
{
    public override CommandType Type => CommandType.DiscoveryEvent;

    public string? ServiceName { get; set; }

    public string? BrokerName { get; set; }
}

namespace Broker.Core.Protocols.OpenWire;

/// <summary>A connection's id where other ids could stand too; elsewhere the engine's plain string.</summary>
public sealed record ConnectionId(string Value)
{
    public override string ToString() => Value;
}

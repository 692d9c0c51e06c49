namespace Broker.Core.Protocols.OpenWire;

/// <summary>A broker's id where other values could stand too; elsewhere the engine's plain string.</summary>
public sealed record BrokerId(string Value)
{
    public override string ToString() => Value;
}

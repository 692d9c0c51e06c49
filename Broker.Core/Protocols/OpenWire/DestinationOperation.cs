namespace Broker.Core.Protocols.OpenWire;

/// <summary>Source: OpenWire's DestinationInfo.operationType.</summary>
public enum DestinationOperation : byte
{
    Add = 0,
    Remove = 1,
}

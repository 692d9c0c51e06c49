namespace Broker.Core.Messages;

/// <summary>The type tag before each value of a primitive map, list or stream. Source: OpenWire's MarshallingSupport.</summary>
public enum PrimitiveTag : byte
{
    Null = 0,
    Boolean = 1,
    Byte = 2,

    /// <summary>One UTF-16 unit.</summary>
    Char = 3,
    Short = 4,
    Int = 5,
    Long = 6,
    Double = 7,
    Float = 8,

    /// <summary>16-bit byte length, modified UTF-8.</summary>
    String = 9,

    /// <summary>32-bit length, bytes.</summary>
    Bytes = 10,
    Map = 11,
    List = 12,

    /// <summary>32-bit byte length, modified UTF-8.</summary>
    BigString = 13,
}

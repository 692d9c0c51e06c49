namespace Broker.Core.Protocols.OpenWire;

/// <summary>What an acknowledgement means. Source: OpenWire's MessageAck.ackType.</summary>
public enum AckType : byte
{
    /// <summary>Arrived at the client, not yet consumed: makes room in the window.</summary>
    Delivered = 0,

    /// <summary>Cannot be processed: to the dead letters.</summary>
    Poison = 1,

    /// <summary>Consumed: the range from first to last.</summary>
    Standard = 2,

    /// <summary>The client delivers it again by itself.</summary>
    Redelivered = 3,

    /// <summary>Consumed: only the last one named.</summary>
    Individual = 4,

    /// <summary>Not wanted by the client's selector.</summary>
    Unmatched = 5,

    Expired = 6,
}

namespace Broker.Core.Destinations;

/// <summary>What an acknowledgement says of its messages. Source: OpenWire MessageAck.ackType.</summary>
public enum AcknowledgeKind
{
    /// <summary>They reached the application's side; the window moves on, nothing is removed.</summary>
    Delivered,

    /// <summary>They cannot be processed: to the dead-letter queue.</summary>
    Poison,

    /// <summary>They are consumed.</summary>
    Standard,

    /// <summary>The client will deliver them again by itself; nothing changes here.</summary>
    Redelivered,

    /// <summary>The one named last is consumed.</summary>
    Individual,

    /// <summary>They did not match at the client's side; treated as consumed.</summary>
    Unmatched,

    /// <summary>They ran out of time at the client's side.</summary>
    Expired,
}

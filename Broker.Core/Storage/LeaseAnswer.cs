namespace Broker.Core.Storage;

/// <summary>What the store says when a master asks whether it still is one.</summary>
public enum LeaseAnswer
{
    /// <summary>Nobody has taken over, and for one lease from the question on nobody will while this node is well.</summary>
    Held,

    /// <summary>Another tenure has begun, or the lease was given back: stop at once.</summary>
    Lost,

    /// <summary>No answer: stop answering clients, and keep asking.</summary>
    Unknown,
}

namespace Broker.Core.Configuration;

/// <summary>What becomes of times that passed while no node served.</summary>
/// <remarks>A message that is due for the last time is delivered late in any case: nothing that was sent is dropped.</remarks>
public enum MissedFirePolicy
{
    /// <summary>One delivery for all of them, at once; then as scheduled. As ActiveMQ.</summary>
    Once,

    /// <summary>A delivery for each of them, at once; then as scheduled.</summary>
    All,

    /// <summary>None; the next delivery is at the next time as scheduled.</summary>
    Skip,
}

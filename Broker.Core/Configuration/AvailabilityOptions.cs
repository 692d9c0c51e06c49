namespace Broker.Core.Configuration;

/// <summary>How the nodes of a group take over from one another.</summary>
public sealed record AvailabilityOptions
{
    /// <summary>How long a master may go unseen before another takes over. Default: 10 s.</summary>
    public TimeSpan LeaseDuration { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>Slaves that must be present before this node serves. Default: 0, as ActiveMQ's waitForSlave off.</summary>
    public int WaitForSlave { get; init; }
}

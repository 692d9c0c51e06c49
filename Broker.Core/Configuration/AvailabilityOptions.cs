namespace Broker.Core.Configuration;

/// <summary>How the nodes of a group take over from one another.</summary>
public sealed record AvailabilityOptions
{
    /// <summary>How long a master may go unseen before another takes over; it renews three times as often.</summary>
    /// <remarks>Range: 1 s to 10 min. Default: 10 s, as ActiveMQ's lease-database-locker.</remarks>
    public TimeSpan LeaseDuration { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>Slaves that must be present before this node begins to serve.</summary>
    /// <remarks>Range: 0 to 100. Default: 0, as ActiveMQ's waitForSlave off.</remarks>
    public int WaitForSlave { get; init; }

    /// <summary>
    /// True: this node does not take over from a master that failed, only from one that gave the store back or named it as its
    /// successor. Default: false. The name is that of ActiveMQ's shared-nothing pair.
    /// </summary>
    public bool ShutdownOnMasterFailure { get; init; }

    /// <summary>
    /// True: this node stops serving while fewer slaves are present than <see cref="WaitForSlave"/>, at least one. Default: false.
    /// The name is that of ActiveMQ's shared-nothing pair.
    /// </summary>
    public bool ShutdownOnSlaveFailure { get; init; }
}

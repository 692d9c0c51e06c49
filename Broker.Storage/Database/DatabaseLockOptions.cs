namespace Broker.Storage.Database;

/// <summary>Who asks for the lease, and where it lies.</summary>
public sealed record DatabaseLockOptions
{
    /// <summary>In the driver's words; may name several servers, "Server=a:3306,b:3306".</summary>
    public required string ConnectionString { get; init; }

    /// <summary>The group's name: a database that holds another group's store is refused.</summary>
    public required string BrokerName { get; init; }

    /// <summary>This node's name, unique in the group.</summary>
    public required string NodeName { get; init; }

    /// <summary>This run of the process.</summary>
    public required Guid Incarnation { get; init; }

    /// <summary>How long a tenure lasts without being renewed. Default: 10 s. All nodes of a group should have the same.</summary>
    public TimeSpan LeaseDuration { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>Without the connection string, which has a password in it.</summary>
    public override string ToString() => $"{NodeName} of {BrokerName}";
}

namespace Broker.Core.Configuration;

/// <summary>Ceilings for the whole broker, in bytes. Source: ActiveMQ's systemUsage.</summary>
public sealed record SystemUsageOptions
{
    /// <summary>Messages held in memory over all destinations. Default: 256 MiB; what exceeds it waits in the store.</summary>
    public long MemoryLimit { get; init; } = 256L * 1024 * 1024;

    /// <summary>The store's files. Default: 100 GiB, as ActiveMQ; 0 means only the disk limits it.</summary>
    public long StoreLimit { get; init; } = 100L * 1024 * 1024 * 1024;

    /// <summary>Refuse a send when there is no space, rather than let it wait. Default: false, as ActiveMQ.</summary>
    public bool SendFailIfNoSpace { get; init; }
}

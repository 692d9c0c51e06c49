namespace Broker.Core.Configuration;

/// <summary>Ceilings for the whole broker. Source: ActiveMQ's systemUsage.</summary>
public sealed record SystemUsageOptions
{
    /// <summary>
    /// Messages held in memory over all destinations; what exceeds it waits in the store. Bytes, or a share of the memory this process may
    /// use. Default: 256 MiB; ActiveMQ's is 1 GB, and messages that overflow cost more there.
    /// </summary>
    public UsageLimit MemoryLimit { get; init; } = 256L * 1024 * 1024;

    /// <summary>
    /// The store. Bytes, or a share of the disk that the data directory is on; 0 means only the disk limits it. Default: 100 GiB, as ActiveMQ.
    /// Non-persistent messages that found no memory count too.
    /// </summary>
    public UsageLimit StoreLimit { get; init; } = 100L * 1024 * 1024 * 1024;

    /// <summary>
    /// Sends that wait for space and are more than memory is for, on disk, so that the acknowledgements behind them are still read. Bytes, or
    /// a share of the disk that the data directory is on. When it is full too, their connections are not read. Default: 50 GiB, as ActiveMQ.
    /// </summary>
    public UsageLimit TempLimit { get; init; } = 50L * 1024 * 1024 * 1024;

    /// <summary>Refuse a send when there is no space, rather than let it wait. Default: false, as ActiveMQ.</summary>
    public bool SendFailIfNoSpace { get; init; }

    /// <summary>Refuse a send that has waited for space so long. Range: up to a day. Default: zero, it waits for ever; as ActiveMQ.</summary>
    public TimeSpan SendFailIfNoSpaceAfterTimeout { get; init; }

    /// <summary>The same with every limit in bytes.</summary>
    /// <param name="memoryBytes">Memory this process may use.</param>
    /// <param name="diskBytes">The whole disk that the data directory is on.</param>
    public SystemUsageOptions Resolve(long memoryBytes, long diskBytes) =>
        this with { MemoryLimit = MemoryLimit.Of(memoryBytes), StoreLimit = StoreLimit.Of(diskBytes), TempLimit = TempLimit.Of(diskBytes) };
}

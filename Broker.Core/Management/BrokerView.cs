using Broker.Core.Availability;

namespace Broker.Core.Management;

/// <summary>A broker at one moment. Counts are since the broker started unless they say "now".</summary>
public sealed record BrokerView
{
    public required string BrokerName { get; init; }

    public required string NodeName { get; init; }

    public required string Version { get; init; }

    public required BrokerRole Role { get; init; }

    /// <summary>Why the role is what it is, in one sentence; null when there is nothing to say.</summary>
    public string? RoleReason { get; init; }

    /// <summary>When this node took its present role.</summary>
    public required DateTimeOffset Since { get; init; }

    /// <summary>Protocol connections now.</summary>
    public int Connections { get; init; }

    public int Producers { get; init; }

    public int Consumers { get; init; }

    public int Queues { get; init; }

    public int Topics { get; init; }

    /// <summary>Messages waiting in all queues now.</summary>
    public long MessagesWaiting { get; init; }

    /// <summary>Messages taken from producers.</summary>
    public long Enqueued { get; init; }

    /// <summary>Messages acknowledged by consumers.</summary>
    public long Dequeued { get; init; }

    /// <summary>Message bytes held in memory now, and their ceiling.</summary>
    public long MemoryBytes { get; init; }

    public long MemoryLimitBytes { get; init; }

    /// <summary>Bytes the store takes now, and its ceiling; a ceiling of 0 means the disk.</summary>
    public long StoreBytes { get; init; }

    public long StoreLimitBytes { get; init; }

    /// <summary>Bytes of sends that wait on disk for space now, and their ceiling.</summary>
    public long TempBytes { get; init; }

    public long TempLimitBytes { get; init; }

    /// <summary>Of the temp limit (ActiveMQ's TempPercentUsage).</summary>
    public int TempPercent { get; init; }

    /// <summary>Of the memory limit; may exceed 100 (ActiveMQ's MemoryPercentUsage).</summary>
    public int MemoryPercent { get; init; }

    /// <summary>Of the store's limit; 0 where only the disk limits it (ActiveMQ's StorePercentUsage).</summary>
    public int StorePercent { get; init; }

    /// <summary>Producers now waiting for space.</summary>
    public int BlockedProducers { get; init; }

    /// <summary>Clients closed because what they sent was not the protocol.</summary>
    public long ProtocolViolations { get; init; }

    /// <summary>Why writes to the store fail now, in one sentence; null while they succeed.</summary>
    public string? StoreError { get; init; }

    /// <summary>Damage found when the store was opened, one sentence each.</summary>
    public IReadOnlyList<string> StoreDamage { get; init; } = [];
}

using System.Collections.Concurrent;
using Broker.Core.Configuration;
using Broker.Core.Destinations;
using Broker.Core.Messages;
using Microsoft.Extensions.Logging;

namespace Broker.Core.Routing;

/// <summary>Who waits for space, and why: kept for people, counted, and now and then written to the log.</summary>
internal sealed class BlockedProducers(Advisories advisories, TimeProvider time, ILogger logger)
{
    private readonly ConcurrentDictionary<BlockedProducer, bool> _now = new();
    private readonly ConcurrentDictionary<Destination, DateTimeOffset> _warned = new();

    /// <summary>The one that has waited longest comes first.</summary>
    public IReadOnlyList<BlockedProducer> List() => [.. _now.Keys.OrderBy(blocked => blocked.Since)];

    /// <summary>A producer begins to wait; <see cref="End"/> follows.</summary>
    public BlockedProducer Begin(
        ConnectionState connection, ProducerId producer, Destination destination, BlockReason reason, DestinationStatistics? statistics, DestinationPolicy policy)
    {
        var now = time.GetUtcNow();
        var blocked = new BlockedProducer(connection.Client)
        {
            Producer = producer,
            Destination = destination,
            Reason = reason,
            Since = now,
            Statistics = statistics,
            StartedAt = time.GetTimestamp(),
        };
        _now.TryAdd(blocked, true);
        statistics?.ProducerBlocked();
        Warn(blocked, policy.BlockedProducerWarningInterval, now);
        advisories.ProducerBlocked(connection.Client, producer, destination, reason, policy.Advisories);
        return blocked;
    }

    public void End(BlockedProducer blocked)
    {
        _now.TryRemove(blocked, out _);
        blocked.Statistics?.ProducerReleased(time.GetElapsedTime(blocked.StartedAt));
    }

    private void Warn(BlockedProducer blocked, TimeSpan interval, DateTimeOffset now)
    {
        if (interval == TimeSpan.Zero) return;
        if (_warned.TryGetValue(blocked.Destination, out var last) && now - last < interval) return;
        _warned[blocked.Destination] = now;
        RoutingLog.ProducerBlocked(logger, blocked.Producer.ToString(), blocked.ClientId, blocked.RemoteAddress, blocked.Destination, blocked.Reason);
    }
}

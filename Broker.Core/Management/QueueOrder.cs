namespace Broker.Core.Management;

/// <summary>Orders queue lists; the name breaks ties, so that rows keep their place.</summary>
internal static class QueueOrder
{
    public static Comparison<QueueView> For(QueueSort sort, bool descending)
    {
        Comparison<QueueView> byName = static (one, other) => string.Compare(one.Name, other.Name, StringComparison.Ordinal);
        if (sort == QueueSort.Name) return descending ? (one, other) => byName(other, one) : byName;
        return (one, other) =>
        {
            var compared = KeyOf(one, sort).CompareTo(KeyOf(other, sort));
            if (compared == 0) return byName(one, other);
            return descending ? -compared : compared;
        };
    }

    private static double KeyOf(QueueView queue, QueueSort sort) => sort switch
    {
        QueueSort.Messages => queue.Messages,
        QueueSort.InFlight => queue.InFlight,
        QueueSort.Consumers => queue.Consumers,
        QueueSort.Producers => queue.Producers,
        QueueSort.Enqueued => queue.Enqueued,
        QueueSort.Dequeued => queue.Dequeued,
        QueueSort.SizeBytes => queue.SizeBytes,
        QueueSort.EnqueuedPerSecond => queue.EnqueuedPerSecond,
        _ => queue.DequeuedPerSecond,
    };
}

namespace Broker.Core.Storage;

/// <summary>The jobs that wait for their time.</summary>
/// <remarks>
/// Changed through <see cref="IStoreTransaction"/> alone, so that to deliver, to count on and to end are one operation of the store. Any thread
/// may call any member. Bodies of waiting jobs are on the medium, not in memory: a million jobs cost at most 200 MB, and none of them is
/// read when the store is opened. Source of the role: ActiveMQ's JobSchedulerStore.
/// </remarks>
public interface IJobSchedulerStore
{
    /// <summary>Jobs whose addition is durable.</summary>
    long Count { get; }

    /// <summary>When the first job that is not paused is due; null when there is none.</summary>
    ValueTask<long?> FindFirstDueAsync(CancellationToken cancellationToken);

    /// <summary>Adds to <paramref name="into"/> the jobs of the range, paused ones too: by their times, and of one time in the order in which they were put.</summary>
    /// <remarks>That is the order of (Due, Sequence). Fewer than asked only at the end of the range. Each job and message is a new object which nobody else holds.</remarks>
    /// <exception cref="StoreException">A record cannot be read; the message names where it lies.</exception>
    ValueTask ReadAsync(JobRange range, List<ScheduledJob> into, CancellationToken cancellationToken);

    /// <summary>The job of that id, or null.</summary>
    ValueTask<ScheduledJob?> FindAsync(string id, CancellationToken cancellationToken);
}

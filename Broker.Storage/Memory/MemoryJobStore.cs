using Broker.Core.Storage;

namespace Broker.Storage.Memory;

/// <summary>Jobs in memory, in the order of their times. Guarded by the adapter's gate.</summary>
internal sealed class MemoryJobStore(MemoryPersistenceAdapter adapter) : IJobSchedulerStore
{
    private static readonly Comparer<ScheduledJob> _byTime = Comparer<ScheduledJob>.Create(static (one, other) =>
        one.Due != other.Due ? one.Due.CompareTo(other.Due) : one.Sequence.CompareTo(other.Sequence));

    private readonly Dictionary<string, ScheduledJob> _byId = new(StringComparer.Ordinal);
    private readonly SortedSet<ScheduledJob> _jobs = new(_byTime);

    public long Count
    {
        get
        {
            lock (adapter.Gate) return _byId.Count;
        }
    }

    public ValueTask<long?> FindFirstDueAsync(CancellationToken cancellationToken)
    {
        lock (adapter.Gate)
        {
            foreach (var job in _jobs)
            {
                if (!job.IsPaused) return ValueTask.FromResult<long?>(job.Due);
            }

            return ValueTask.FromResult<long?>(null);
        }
    }

    public ValueTask ReadAsync(JobRange range, List<ScheduledJob> into, CancellationToken cancellationToken)
    {
        lock (adapter.Gate)
        {
            var left = range.MaxJobs;
            foreach (var job in _jobs)
            {
                if (left == 0 || job.Due > range.Through) break;
                if (job.Due < range.From || (job.Due == range.From && job.Sequence <= range.After)) continue;
                into.Add(Copy(job));
                left--;
            }
        }

        return ValueTask.CompletedTask;
    }

    public ValueTask<ScheduledJob?> FindAsync(string id, CancellationToken cancellationToken)
    {
        lock (adapter.Gate) return ValueTask.FromResult(_byId.TryGetValue(id, out var job) ? Copy(job) : null);
    }

    /// <summary>Under the gate.</summary>
    public void Put(ScheduledJob job)
    {
        Remove(job.Id);
        var kept = Copy(job) with { Sequence = adapter.NextSequence() };
        _byId.Add(job.Id, kept);
        _jobs.Add(kept);
        adapter.Count(kept.Message.SizeBytes);
    }

    /// <summary>Under the gate.</summary>
    public void Remove(string id)
    {
        if (!_byId.Remove(id, out var job)) return;
        _jobs.Remove(job);
        adapter.Count(-job.Message.SizeBytes);
    }

    private static ScheduledJob Copy(ScheduledJob job) => job with { Message = job.Message.Copy() };
}

using Broker.Core.Storage;

namespace Broker.Core.Transactions;

/// <content>Scheduled messages: what becomes a job with the commit, and what a job delivers.</content>
public sealed partial class LocalTransaction
{
    private readonly List<JobChange> _jobs = [];

    /// <summary>
    /// Also non-persistent messages go through the store, so that nothing of the transaction can fail when it is committed. Default: false.
    /// </summary>
    public bool StoresAll { get; init; }

    /// <inheritdoc/>
    public void PutJob(Func<ScheduledJob> create, Action<ScheduledJob>? stored = null)
    {
        _isEmpty = false;
        _jobs.Add(new() { Create = create, Stored = stored });
    }

    /// <summary>Takes a job out with the commit; an unknown id is ignored.</summary>
    public void RemoveJob(string id)
    {
        _isEmpty = false;
        _jobs.Add(new() { RemovedId = id });
    }

    // A prepared branch's are made by the prepare, and are the same when it commits.
    private List<ScheduledJob> CreateJobs()
    {
        var jobs = new List<ScheduledJob>(_jobs.Count);
        foreach (var change in _jobs)
        {
            if (change.Create is not null) jobs.Add(change.Job ??= change.Create());
        }

        return jobs;
    }

    private bool StageJobs(IStoreTransaction transaction)
    {
        foreach (var change in _jobs)
        {
            if (change.Create is null) transaction.RemoveJob(change.RemovedId);
            else transaction.PutJob(change.Job ??= change.Create());
        }

        return _jobs.Count > 0;
    }

    private void TellOfJobs()
    {
        foreach (var change in _jobs)
        {
            if (change.Job is not null) change.Stored?.Invoke(change.Job);
        }
    }

    private sealed class JobChange
    {
        /// <summary>Null: a job is taken out.</summary>
        public Func<ScheduledJob>? Create { get; init; }

        public Action<ScheduledJob>? Stored { get; init; }

        public string RemovedId { get; init; } = "";

        public ScheduledJob? Job { get; set; }
    }
}

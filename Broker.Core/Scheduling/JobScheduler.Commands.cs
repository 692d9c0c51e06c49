using System.Collections.Concurrent;
using Broker.Core.Storage;

namespace Broker.Core.Scheduling;

/// <content>Changes of waiting jobs, made by the loop between deliveries.</content>
public sealed partial class JobScheduler
{
    private readonly ConcurrentQueue<JobCommand> _commands = new();

    /// <summary>Takes a job out.</summary>
    /// <returns>False: there is none of that id, any more or at all.</returns>
    /// <exception cref="StoreException">It could not be taken out.</exception>
    /// <exception cref="OperationCanceledException">This node serves no more.</exception>
    public async Task<bool> RemoveAsync(string id) => await ExecuteAsync(() => RemoveNowAsync(id)).ConfigureAwait(false) > 0;

    /// <summary>Takes out the jobs that are due in a time; both ends count. Unit: milliseconds since 1970, UTC.</summary>
    /// <returns>How many there were.</returns>
    /// <exception cref="StoreException">They could not all be taken out.</exception>
    /// <exception cref="OperationCanceledException">This node serves no more.</exception>
    public Task<long> RemoveAsync(long from, long through) => ExecuteAsync(() => RemoveNowAsync(from, through));

    /// <summary>Puts a changed job in the place of the one of that id.</summary>
    /// <param name="id">Which.</param>
    /// <param name="change">The job as it is to be; called once, short, and it may throw.</param>
    /// <returns>False: there is none of that id, any more or at all.</returns>
    /// <exception cref="StoreException">It could not be changed.</exception>
    /// <exception cref="OperationCanceledException">This node serves no more.</exception>
    public async Task<bool> ChangeAsync(string id, Func<ScheduledJob, ScheduledJob> change) =>
        await ExecuteAsync(() => ChangeNowAsync(id, change)).ConfigureAwait(false) > 0;

    private Task<long> ExecuteAsync(Func<ValueTask<long>> work)
    {
        var command = new JobCommand(work);
        _commands.Enqueue(command);
        Wake();
        // It may have stopped meanwhile, and looked before the command was there.
        if (_stop.IsCancellationRequested) RefuseCommands();
        return command.Done;
    }

    private async ValueTask RunCommandsAsync()
    {
        while (_commands.TryDequeue(out var command))
        {
            // What was read ahead may have changed, also by a command that failed half-way.
            _isStale = true;
            await command.RunAsync().ConfigureAwait(false);
        }
    }

    private void RefuseCommands()
    {
        while (_commands.TryDequeue(out var command)) command.Refuse();
    }

    private async ValueTask<long> RemoveNowAsync(string id)
    {
        if (await _persistence.Jobs.FindAsync(id, _stop.Token).ConfigureAwait(false) is null) return 0;
        var transaction = _persistence.Transactions.Begin();
        transaction.RemoveJob(id);
        await transaction.CommitAsync().ConfigureAwait(false);
        _failures.Remove(id);
        return 1;
    }

    private async ValueTask<long> RemoveNowAsync(long from, long through)
    {
        var removed = 0L;
        var page = new List<ScheduledJob>();
        do
        {
            page.Clear();
            await _persistence.Jobs.ReadAsync(new(from, through, PageJobs), page, _stop.Token).ConfigureAwait(false);
            if (page.Count == 0) break;
            var transaction = _persistence.Transactions.Begin();
            foreach (var job in page)
            {
                transaction.RemoveJob(job.Id);
                _failures.Remove(job.Id);
            }

            await transaction.CommitAsync().ConfigureAwait(false);
            removed += page.Count;
        }
        while (page.Count == PageJobs);

        return removed;
    }

    private async ValueTask<long> ChangeNowAsync(string id, Func<ScheduledJob, ScheduledJob> change)
    {
        if (await _persistence.Jobs.FindAsync(id, _stop.Token).ConfigureAwait(false) is not { } job) return 0;
        var transaction = _persistence.Transactions.Begin();
        transaction.PutJob(change(job));
        await transaction.CommitAsync().ConfigureAwait(false);
        return 1;
    }
}

using Broker.Core.Security;
using Broker.Core.Storage;

namespace Broker.Core.Management;

/// <content>Scheduled messages.</content>
public sealed partial class BrokerAdministration
{
    // A filter that fits nothing does not keep anybody waiting for a million jobs to be read.
    private const int MaxJobsRead = 10_000;

    public async ValueTask<JobPage> ListJobsAsync(User caller, JobQuery query, CancellationToken cancellationToken)
    {
        if (query.Limit is < 1 or > MaxPage) throw new CommandRefusedException(CommandRefusal.Invalid, $"A page has 1 to {MaxPage} jobs, not {query.Limit}.");
        if (_serving is not { } serving) return new([], Next: null, Total: 0);
        var found = new List<JobView>();
        var page = new List<ScheduledJob>();
        var range = RangeOf(query);
        for (var read = 0; read < MaxJobsRead; read += page.Count)
        {
            page.Clear();
            await ReadJobsAsync(serving, range, page, cancellationToken).ConfigureAwait(false);
            foreach (var job in page)
            {
                range = range with { From = job.Due, After = job.Sequence };
                if (!IsWanted(job, query.Destination)) continue;
                found.Add(Describe(job));
                if (found.Count == query.Limit) return new(found, new JobCursor(job.Due, job.Sequence).ToString(), serving.Persistence.Jobs.Count);
            }

            if (page.Count < range.MaxJobs) return new(found, Next: null, serving.Persistence.Jobs.Count);
        }

        return new(found, new JobCursor(range.From, range.After).ToString(), serving.Persistence.Jobs.Count);
    }

    public async ValueTask<JobView?> FindJobAsync(User caller, string id, CancellationToken cancellationToken)
    {
        try
        {
            var job = await Serving().Persistence.Jobs.FindAsync(id, cancellationToken).ConfigureAwait(false);
            return job is null ? null : Describe(job) with { Message = MessageViews.From(job.Message) };
        }
        catch (StoreException e)
        {
            throw Unread(e);
        }
    }

    public async ValueTask RemoveJobAsync(User caller, string id, CancellationToken cancellationToken)
    {
        Require(caller, UserRole.Operator, "remove scheduled messages");
        var scheduler = Serving().Router.Scheduler;
        if (!await FinishAsync(scheduler.RemoveAsync(id), cancellationToken).ConfigureAwait(false)) throw NoJob(id);
    }

    public ValueTask<long> RemoveJobsAsync(User caller, DateTimeOffset? from, DateTimeOffset? through, CancellationToken cancellationToken)
    {
        Require(caller, UserRole.Operator, "remove scheduled messages");
        if (from > through) throw new CommandRefusedException(CommandRefusal.Invalid, "The end is before the start; write the earlier time first.");
        return FinishAsync(
            Serving().Router.Scheduler.RemoveAsync(from?.ToUnixTimeMilliseconds() ?? 0, through?.ToUnixTimeMilliseconds() ?? long.MaxValue), cancellationToken);
    }

    public ValueTask RunJobAsync(User caller, string id, CancellationToken cancellationToken) => ChangeJobAsync(
        caller,
        id,
        job => job.IsPaused
            ? throw new CommandRefusedException(CommandRefusal.Conflict, $"Job {id} is paused; resume it first.")
            : job with { Due = time.GetUtcNow().ToUnixTimeMilliseconds() },
        cancellationToken);

    public ValueTask PauseJobAsync(User caller, string id, CancellationToken cancellationToken) =>
        ChangeJobAsync(caller, id, static job => job with { IsPaused = true }, cancellationToken);

    public ValueTask ResumeJobAsync(User caller, string id, CancellationToken cancellationToken) =>
        ChangeJobAsync(caller, id, static job => job with { IsPaused = false }, cancellationToken);

    public ValueTask RescheduleJobAsync(User caller, string id, DateTimeOffset due, CancellationToken cancellationToken)
    {
        if (due >= time.GetUtcNow()) return ChangeJobAsync(caller, id, job => job with { Due = due.ToUnixTimeMilliseconds() }, cancellationToken);
        throw new CommandRefusedException(CommandRefusal.Invalid, $"{due:u} has passed; write a time to come, or run the job now.");
    }

    private async ValueTask ChangeJobAsync(User caller, string id, Func<ScheduledJob, ScheduledJob> change, CancellationToken cancellationToken)
    {
        Require(caller, UserRole.Operator, "change scheduled messages");
        var scheduler = Serving().Router.Scheduler;
        if (!await FinishAsync(scheduler.ChangeAsync(id, change), cancellationToken).ConfigureAwait(false)) throw NoJob(id);
    }

    // A command goes on when its caller waits no longer.
    private static async ValueTask<T> FinishAsync<T>(Task<T> command, CancellationToken cancellationToken)
    {
        try
        {
            return await command.WaitAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (StoreException e)
        {
            throw new CommandRefusedException($"Nothing was changed: {e.Message}", e);
        }
        catch (OperationCanceledException e) when (!cancellationToken.IsCancellationRequested)
        {
            throw new CommandRefusedException(CommandRefusal.NotServing, e.Message);
        }
    }

    private static async ValueTask ReadJobsAsync(ServingBroker serving, JobRange range, List<ScheduledJob> page, CancellationToken cancellationToken)
    {
        try
        {
            await serving.Persistence.Jobs.ReadAsync(range, page, cancellationToken).ConfigureAwait(false);
        }
        catch (StoreException e)
        {
            throw Unread(e);
        }
    }

    private static JobRange RangeOf(JobQuery query)
    {
        var (from, through) = (query.From?.ToUnixTimeMilliseconds() ?? 0, query.Through?.ToUnixTimeMilliseconds() ?? long.MaxValue);
        if (string.IsNullOrEmpty(query.After)) return new(from, through, MaxPage);
        return JobCursor.TryParse(query.After, out var cursor)
            ? new(cursor.Due, through, MaxPage, cursor.Sequence)
            : throw new CommandRefusedException(CommandRefusal.Invalid, $"'{query.After}' is no place in the list; write what the page before gave as the next.");
    }

    private static bool IsWanted(ScheduledJob job, string? part) =>
        string.IsNullOrEmpty(part) || job.Message.Destination.Name.Contains(part, StringComparison.OrdinalIgnoreCase);

    private static CommandRefusedException NoJob(string id) => new(CommandRefusal.NotFound, $"There is no job {id}; it may have been delivered.");

    private static CommandRefusedException Unread(StoreException e) => new($"The jobs cannot be read: {e.Message}", e);

    private static JobView Describe(ScheduledJob job) => new()
    {
        Id = job.Id,
        Destination = job.Message.Destination.ToString(),
        Due = DateTimeOffset.FromUnixTimeMilliseconds(job.Due),
        Created = DateTimeOffset.FromUnixTimeMilliseconds(job.Created),
        Delay = TimeSpan.FromMilliseconds(job.Delay),
        Period = TimeSpan.FromMilliseconds(job.Period),
        RepeatsLeft = job.RepeatsLeft,
        Cron = job.Cron,
        TimeZone = job.TimeZone,
        Executions = job.Executions,
        IsPaused = job.IsPaused,
    };
}

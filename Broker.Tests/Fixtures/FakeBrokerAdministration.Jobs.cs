using System.Collections.Concurrent;
using System.Globalization;
using Broker.Core.Management;
using Broker.Core.Security;

namespace Broker.Tests.Fixtures;

/// <content>Scheduled messages: two hundred of them, unless the scene is empty.</content>
internal sealed partial class FakeBrokerAdministration
{
    private readonly ConcurrentDictionary<string, JobView> _jobs = MakeJobs(scene, time.GetUtcNow());

    /// <summary>What was asked for, in order: "run ID:..." and the like.</summary>
    public ConcurrentQueue<string> JobCommands { get; } = new();

    public ValueTask<JobPage> ListJobsAsync(User caller, JobQuery query, CancellationToken cancellationToken)
    {
        Require(caller, UserRole.Viewer);
        var wanted = _jobs.Values
            .Where(job => (query.From is null || job.Due >= query.From) && (query.Through is null || job.Due <= query.Through))
            .Where(job => job.Destination.Contains(query.Destination ?? "", StringComparison.OrdinalIgnoreCase))
            .OrderBy(static job => job.Due)
            .ThenBy(static job => job.Id, StringComparer.Ordinal)
            .ToList();
        var start = query.After is null ? 0 : wanted.FindIndex(job => job.Id.Equals(query.After, StringComparison.Ordinal)) + 1;
        var items = wanted.Skip(start).Take(query.Limit).Select(static job => job with { Message = null }).ToList();
        return ValueTask.FromResult(new JobPage(items, start + items.Count < wanted.Count ? items[^1].Id : null, _jobs.Count));
    }

    public ValueTask<JobView?> FindJobAsync(User caller, string id, CancellationToken cancellationToken)
    {
        Require(caller, UserRole.Viewer);
        return ValueTask.FromResult(_jobs.GetValueOrDefault(id));
    }

    public async ValueTask RemoveJobAsync(User caller, string id, CancellationToken cancellationToken)
    {
        await Change(caller, "remove", id, static job => job);
        _jobs.TryRemove(id, out _);
    }

    public ValueTask<long> RemoveJobsAsync(User caller, DateTimeOffset? from, DateTimeOffset? through, CancellationToken cancellationToken)
    {
        Require(caller, UserRole.Operator);
        var gone = _jobs.Values.Where(job => (from is null || job.Due >= from) && (through is null || job.Due <= through)).ToList();
        foreach (var job in gone) _jobs.TryRemove(job.Id, out _);
        return ValueTask.FromResult((long)gone.Count);
    }

    public ValueTask RunJobAsync(User caller, string id, CancellationToken cancellationToken) =>
        Change(caller, "run", id, job => job with { Due = time.GetUtcNow() });

    public ValueTask PauseJobAsync(User caller, string id, CancellationToken cancellationToken) =>
        Change(caller, "pause", id, static job => job with { IsPaused = true });

    public ValueTask ResumeJobAsync(User caller, string id, CancellationToken cancellationToken) =>
        Change(caller, "resume", id, static job => job with { IsPaused = false });

    public ValueTask RescheduleJobAsync(User caller, string id, DateTimeOffset due, CancellationToken cancellationToken) =>
        Change(caller, "reschedule", id, job => job with { Due = due });

    private ValueTask Change(User caller, string command, string id, Func<JobView, JobView> change)
    {
        Require(caller, UserRole.Operator);
        if (!_jobs.TryGetValue(id, out var job)) throw new CommandRefusedException(CommandRefusal.NotFound, $"There is no job {id}.");
        _jobs[id] = change(job);
        JobCommands.Enqueue($"{command} {id}");
        return ValueTask.CompletedTask;
    }

    private static ConcurrentDictionary<string, JobView> MakeJobs(FakeScene scene, DateTimeOffset now)
    {
        var jobs = new ConcurrentDictionary<string, JobView>(StringComparer.Ordinal);
        for (var number = 1; scene is not (FakeScene.Empty or FakeScene.Slave) && number <= 200; number++)
        {
            var id = $"ID:web-07-41233-1763600000000-3:1:1:1:{number.ToString(CultureInfo.InvariantCulture)}";
            jobs[id] = new()
            {
                Id = id,
                Destination = number % 5 == 0 ? "topic://reports" : "queue://mail.outgoing",
                Due = now.AddSeconds(number * 97),
                Created = now.AddHours(-number),
                Period = number % 7 == 0 ? TimeSpan.FromMinutes(10) : TimeSpan.Zero,
                RepeatsLeft = number % 7 == 0 ? number : 0,
                Cron = number % 11 == 0 ? "0 2 * * *" : "",
                TimeZone = number % 22 == 0 ? "Europe/Berlin" : "",
                Executions = number % 11 == 0 ? number : 0,
                IsPaused = number % 13 == 0,
                Message = new() { Sequence = 0, MessageId = id, Kind = "Text", Persistent = true, Priority = 4, Body = $"Reminder {number}", BodyBytes = 16 },
            };
        }

        return jobs;
    }
}

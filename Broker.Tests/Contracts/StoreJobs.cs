using Broker.Core.Messages;
using Broker.Core.Storage;

namespace Broker.Tests.Contracts;

/// <summary>Jobs for store tests, and short words for changing and reading them.</summary>
internal static class StoreJobs
{
    public static readonly Destination Destination = Destination.Queue("later");

    public static ScheduledJob Job(string id, long due = 1000, int bodyBytes = 100, bool persistent = true, long? producerSequence = null) =>
        new() { Id = id, Due = due, Message = StoreMessages.Create(Destination, bodyBytes, persistent, producerSequence) };

    /// <summary>A job in which every field has a value.</summary>
    public static ScheduledJob FullJob(string id) => new()
    {
        Id = id,
        Due = 1_900_000_000_123,
        Message = StoreMessages.CreateFull(Destination),
        Created = 1_700_000_000_456,
        Delay = 60_000,
        Period = long.MaxValue,
        RepeatsLeft = 999,
        Cron = "0 12 * * \u00e9",
        TimeZone = "Europe/Berlin",
        Executions = 12,
        IsPaused = true,
    };

    public static async Task PutAsync(IPersistenceAdapter adapter, params IEnumerable<ScheduledJob> jobs)
    {
        var transaction = adapter.Transactions.Begin();
        foreach (var job in jobs) transaction.PutJob(job);
        await transaction.CommitAsync();
    }

    public static async Task RemoveAsync(IPersistenceAdapter adapter, params IEnumerable<string> ids)
    {
        var transaction = adapter.Transactions.Begin();
        foreach (var id in ids) transaction.RemoveJob(id);
        await transaction.CommitAsync();
    }

    public static async Task<List<ScheduledJob>> ReadJobsAsync(IPersistenceAdapter adapter, JobRange? range = null)
    {
        var jobs = new List<ScheduledJob>();
        await adapter.Jobs.ReadAsync(range ?? new JobRange(long.MinValue, long.MaxValue, int.MaxValue), jobs, CancellationToken.None);
        return jobs;
    }

    public static async Task<List<string>> ReadIdsAsync(IPersistenceAdapter adapter, JobRange? range = null) =>
        [.. (await ReadJobsAsync(adapter, range)).Select(job => job.Id)];

    public static async Task<ScheduledJob?> FindAsync(IPersistenceAdapter adapter, string id) => await adapter.Jobs.FindAsync(id, CancellationToken.None);

    public static async Task<long?> FindFirstDueAsync(IPersistenceAdapter adapter) => await adapter.Jobs.FindFirstDueAsync(CancellationToken.None);
}

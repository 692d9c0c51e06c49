using Broker.Core.Storage;

namespace Broker.Storage.Database;

/// <summary>The database's jobs: a count in memory, and all else in the table.</summary>
internal sealed class DatabaseJobStore(DatabaseWriter writer, PageReader reader) : IJobSchedulerStore
{
    public long Count => writer.Space.Jobs;

    public async ValueTask<long?> FindFirstDueAsync(CancellationToken cancellationToken)
    {
        var found = new List<long?>(1);
        await reader.RunAsync((session, due) => due.Add(JobStatements.FindFirstDue(session)), found, cancellationToken).ConfigureAwait(false);
        return found[0];
    }

    public ValueTask ReadAsync(JobRange range, List<ScheduledJob> into, CancellationToken cancellationToken) =>
        reader.RunAsync((session, found) => JobStatements.Read(session, range, found, cancellationToken), into, cancellationToken);

    public async ValueTask<ScheduledJob?> FindAsync(string id, CancellationToken cancellationToken)
    {
        var found = new List<ScheduledJob?>(1);
        await reader.RunAsync((session, job) => job.Add(JobStatements.Find(session, id)), found, cancellationToken).ConfigureAwait(false);
        return found[0];
    }
}

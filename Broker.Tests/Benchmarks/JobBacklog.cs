using System.Diagnostics;
using System.Globalization;
using Broker.Core.Messages;
using Broker.Core.Storage;
using Broker.Storage.Database;
using Broker.Storage.Journal;

namespace Broker.Benchmarks;

/// <summary>Fills a store with jobs, and shows what opening it costs. <c>jobs/jobs.sh</c> runs the two in processes of their own.</summary>
/// <remarks>
/// <code>
/// jobs fill journal|database PLACE EMPTY COUNT    ends without closing the store, as a crash does
/// jobs open journal|database PLACE EMPTY COUNT    EMPTY is a store without jobs, opened first: what that costs is not the jobs'
/// </code>
/// A place is a directory or a connection string.
/// </remarks>
internal sealed class JobBacklog(string store, string place, string empty, int count)
{
    private const int JobsPerTransaction = 1000;
    private const int TransactionsUnderWay = 4;
    private const int BodyBytes = 256;
    private const long FirstDue = 1_800_000_000_000;
    private const long MillisecondsPerYear = 365L * 24 * 60 * 60 * 1000;

    public static Task RunAsync(string[] arguments)
    {
        var backlog = new JobBacklog(arguments[1], arguments[2], arguments[3], int.Parse(arguments[4], CultureInfo.InvariantCulture));
        return arguments[0] is "fill" ? backlog.FillAsync() : backlog.OpenAsync();
    }

    private async Task FillAsync()
    {
        var adapter = Create(place);
        await adapter.OpenAsync(CancellationToken.None);
        var started = Stopwatch.GetTimestamp();
        var underWay = new Queue<Task>();
        for (var first = 0; first < count; first += JobsPerTransaction)
        {
            var transaction = adapter.Transactions.Begin();
            for (var i = first; i < Math.Min(count, first + JobsPerTransaction); i++) transaction.PutJob(Job(i));
            underWay.Enqueue(transaction.CommitAsync().AsTask());
            if (underWay.Count == TransactionsUnderWay) await underWay.Dequeue();
        }

        await Task.WhenAll(underWay);
        var seconds = Stopwatch.GetElapsedTime(started).TotalSeconds;
        Print($"filled with {count} jobs in {seconds:F1} s, {count / seconds:F0} a second");
        Environment.Exit(0);
    }

    private async Task OpenAsync()
    {
        await using (var first = Create(empty)) await first.OpenAsync(CancellationToken.None);
        var before = ResidentBytes(collect: true);
        await using var adapter = Create(place);
        var started = Stopwatch.GetTimestamp();
        var report = await adapter.OpenAsync(CancellationToken.None);
        Print($"opened in {Stopwatch.GetElapsedTime(started).TotalSeconds:F2} s, {adapter.Jobs.Count} jobs, {report.ReplayedRecords} records replayed; RSS grew by {Megabytes(ResidentBytes(collect: false) - before)} MB, after a collection {Megabytes(ResidentBytes(collect: true) - before)} MB");
        if (adapter.Jobs.Count != count) throw new InvalidOperationException($"There should be {count} jobs.");
        await TimeAsync("first due time", async () => await adapter.Jobs.FindFirstDueAsync(CancellationToken.None));
        await TimeAsync("first 1,000 jobs", () => ReadAsync(adapter, FirstDue));
        await TimeAsync("1,000 jobs in the middle", () => ReadAsync(adapter, FirstDue + (MillisecondsPerYear / 2)));
        await TimeAsync("one job by its id", async () => await adapter.Jobs.FindAsync(IdOf(count / 2), CancellationToken.None));
        await TimeAsync("one job put again", async () => await PutAsync(adapter, Job(count / 2)));
    }

    private static async Task ReadAsync(IPersistenceAdapter adapter, long from)
    {
        var jobs = new List<ScheduledJob>();
        await adapter.Jobs.ReadAsync(new JobRange(from, long.MaxValue, 1000), jobs, CancellationToken.None);
    }

    private static async Task PutAsync(IPersistenceAdapter adapter, ScheduledJob job)
    {
        var transaction = adapter.Transactions.Begin();
        transaction.PutJob(job);
        await transaction.CommitAsync();
    }

    private static async Task TimeAsync(string what, Func<Task> work)
    {
        var started = Stopwatch.GetTimestamp();
        await work();
        var first = Stopwatch.GetElapsedTime(started);
        started = Stopwatch.GetTimestamp();
        await work();
        Print($"  {what}: {first.TotalMilliseconds:F1} ms, a second time {Stopwatch.GetElapsedTime(started).TotalMilliseconds:F1} ms");
    }

    private IPersistenceAdapter Create(string where) => store is "journal"
        ? new JournalPersistenceAdapter(new() { Directory = where }, MasterTenure.Unlimited(TimeProvider.System))
        : new DatabasePersistenceAdapter(new() { ConnectionString = where }, MasterTenure.Unlimited(TimeProvider.System));

    // Times by a multiplicative hash: over a year, in no order.
    private static ScheduledJob Job(int i)
    {
        var producer = new ProducerId("ID:host.example-41023-1763640000000-1:1", 1, 1);
        return new ScheduledJob
        {
            Id = IdOf(i),
            Due = FirstDue + (long)(((ulong)i * 11_400_714_819_323_198_485UL) % (ulong)MillisecondsPerYear),
            Message = new Message
            {
                Destination = Destination.Queue("LATER"),
                Id = new MessageId(producer, i),
                Producer = producer,
                Persistent = true,
                Kind = MessageKind.Text,
                Content = new byte[BodyBytes],
                Timestamp = FirstDue,
            },
        };
    }

    private static string IdOf(int i) => string.Create(CultureInfo.InvariantCulture, $"ID:host.example-41023-1763640000000-1:1:1:1:{i}");

    private static long ResidentBytes(bool collect)
    {
        if (collect) GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true);
        using var process = Process.GetCurrentProcess();
        return process.WorkingSet64;
    }

    private static long Megabytes(long bytes) => bytes / (1024 * 1024);

    private static void Print(FormattableString line) => Console.Out.WriteLine(line.ToString(CultureInfo.InvariantCulture));
}

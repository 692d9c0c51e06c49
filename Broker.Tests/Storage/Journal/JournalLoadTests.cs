using System.Diagnostics;
using Broker.Core.Messages;
using Broker.Core.Storage;
using Broker.Storage.Journal;
using Broker.Tests.Contracts;
using Broker.Tests.Fixtures;
using Xunit.Abstractions;
using static Broker.Tests.Storage.Journal.JournalFixture;

namespace Broker.Tests.Storage.Journal;

/// <summary>Many messages: crashes under load, what the index costs, how fast it goes. Figures are in the test output.</summary>
public sealed class JournalLoadTests(ITestOutputHelper output)
{
    [Fact]
    public async Task Recover_CrashUnderLoad_EverythingAnsweredIsThere()
    {
        using var directory = new TemporaryDirectory();
        var (adapter, _) = await OpenAsync(directory, segmentBytes: 256 * 1024, checkpointBytes: 1024 * 1024);
        var queue = adapter.OpenQueue(Queue);
        var answered = new List<long>();
        using var stop = new CancellationTokenSource();
        var load = Enumerable.Range(0, 8).Select(_ => Task.Run(async () =>
        {
            while (!stop.IsCancellationRequested)
            {
                var message = StoreMessages.Create(Queue, 500);
                await queue.AppendAsync(message);
                lock (answered)
                {
                    answered.Add(message.Sequence);
                }
            }
        })).ToList();
        for (var round = 1; round <= 4; round++)
        {
            await Eventually.TrueAsync(() => Count(answered) > round * 500);
            long[] known;
            lock (answered)
            {
                known = [.. answered];
            }

            using var crashed = directory.CopyAsAfterCrash();
            var (again, report) = await OpenAsync(crashed, segmentBytes: 256 * 1024);
            var found = (await ReadSequencesAsync(again)).ToHashSet();
            Assert.All(known, sequence => Assert.Contains(sequence, found));
            output.WriteLine($"{known.Length} answered, {found.Count} found, {report.ReplayedRecords} replayed, damage: {string.Join(' ', report.Damage)}");
            await again.DisposeAsync();
        }

        await stop.CancelAsync();
        await Task.WhenAll(load);
        await adapter.DisposeAsync();
    }

    [Fact]
    public async Task Append_AMillionMessages_OpensFromTheCheckpoint()
    {
        using var directory = new TemporaryDirectory();
        var options = new JournalOptions { Directory = directory.Path };
        var adapter = new JournalPersistenceAdapter(options, MasterTenure.Unlimited(TimeProvider.System));
        await adapter.OpenAsync(CancellationToken.None);
        const int Messages = 1_000_000;
        await MeasureAsync($"{Messages} messages without body, 1024 appenders", Messages, () => AppendAsync(adapter, appenders: 1024, Messages, bodyBytes: 0));
        await adapter.DisposeAsync();
        adapter = new JournalPersistenceAdapter(options, MasterTenure.Unlimited(TimeProvider.System));
        var report = await adapter.OpenAsync(CancellationToken.None);
        output.WriteLine($"opened in {report.Duration.TotalMilliseconds:F0} ms");
        Assert.Equal((Messages, 0), (report.Messages, report.ReplayedRecords));
        Assert.InRange(report.Duration, TimeSpan.Zero, TimeSpan.FromSeconds(10));
        await MeasureAsync("reading", Messages, () => ReadPagesAsync(adapter, Messages));
        await adapter.DisposeAsync();
    }

    [Theory]
    [InlineData(1, 2_000)]
    [InlineData(64, 100_000)]
    [InlineData(1024, 200_000)]
    public async Task Append_Appenders_PrintsFigures(int appenders, int messages)
    {
        using var directory = new TemporaryDirectory();
        var adapter = new JournalPersistenceAdapter(new JournalOptions { Directory = directory.Path }, MasterTenure.Unlimited(TimeProvider.System));
        await adapter.OpenAsync(CancellationToken.None);
        await AppendAsync(adapter, appenders, Math.Min(messages, 20_000), 1024);
        await MeasureAsync($"1 KB, {appenders} appenders", messages, () => AppendAsync(adapter, appenders, messages, 1024));
        Assert.Null(adapter.Usage.WriteError);
        await adapter.DisposeAsync();
    }

    private static int Count(List<long> list)
    {
        lock (list)
        {
            return list.Count;
        }
    }

    private static async Task AppendAsync(JournalPersistenceAdapter adapter, int appenders, int messages, int bodyBytes)
    {
        var queue = adapter.OpenQueue(Queue);
        var body = new byte[bodyBytes];
        var left = messages;
        await Task.WhenAll(Enumerable.Range(0, appenders).Select(one => Task.Run(async () =>
        {
            var producer = new ProducerId("ID:host-1234-5678-1:1", 1, one);
            for (var i = 0; Interlocked.Decrement(ref left) >= 0; i++)
            {
                var message = new Message { Destination = Queue, Id = new MessageId(producer, i), Producer = producer, Persistent = true, Content = body, Timestamp = 1_700_000_000_000 };
                await queue.AppendAsync(message).ConfigureAwait(false);
            }
        })));
    }

    private static async Task ReadPagesAsync(JournalPersistenceAdapter adapter, int expected)
    {
        var queue = adapter.OpenQueue(Queue);
        var page = new List<Message>();
        long after = 0;
        var read = 0;
        do
        {
            page.Clear();
            await queue.ReadAsync(new MessageRange(after, 500), page, CancellationToken.None);
            read += page.Count;
            if (page.Count > 0) after = page[^1].Sequence;
        }
        while (page.Count > 0);

        Assert.Equal(expected, read);
    }

    private async Task MeasureAsync(string what, int count, Func<Task> action)
    {
        using var process = Process.GetCurrentProcess();
        var (user, kernel) = (process.UserProcessorTime, process.PrivilegedProcessorTime);
        var start = Stopwatch.GetTimestamp();
        await action();
        var elapsed = Stopwatch.GetElapsedTime(start);
        process.Refresh();
        user = process.UserProcessorTime - user;
        kernel = process.PrivilegedProcessorTime - kernel;
        output.WriteLine($"{what}: {count / elapsed.TotalSeconds:F0}/s; CPU each: {user.TotalMicroseconds / count:F2} us user, {kernel.TotalMicroseconds / count:F2} us kernel");
    }
}

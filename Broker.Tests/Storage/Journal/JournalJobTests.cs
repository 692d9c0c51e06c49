using Broker.Core.Storage;
using Broker.Storage.Encodings;
using Broker.Storage.Journal;
using Broker.Tests.Contracts;
using Broker.Tests.Fixtures;
using static Broker.Tests.Contracts.StoreJobs;
using static Broker.Tests.Storage.Journal.JournalFixture;

namespace Broker.Tests.Storage.Journal;

/// <summary>Jobs in the journal's files: crashes, compaction, checkpoints, damage, and masters that are none any more.</summary>
public sealed class JournalJobTests : IDisposable
{
    private const int SegmentBytes = 8192;

    private readonly TemporaryDirectory _directory = new();

    public void Dispose() => _directory.Dispose();

    [Fact]
    public void Records_Bytes_AreFrozen()
    {
        var target = new byte[1000];
        var job = Job("a", due: -2, bodyBytes: 2, producerSequence: 1) with { Created = 1, Delay = 2, Period = 3, RepeatsLeft = 4, Executions = 5, Cron = "c", TimeZone = "z", IsPaused = true };
        var length = JobRecord.WriteNested(target, JobId.ToBytes(job.Id), job, version: 300);
        Assert.Equal(
            "43000000000000000B02" + "AC02" + "03" + "01" + "0161" + "01" + "02" + "04" + "06" + "08" + "0A" + "0163" + "017A" + "04" + "00"
            + "A1020002" + "0F49443A686F73742D312D322D333A310202" + "02" + "01" + "00056C61746572" + "80A0ABFEF962" + "0102",
            Convert.ToHexString(target.AsSpan(0, length)));
        length = JobRecord.WriteNested(target, JobId.ToBytes("a"), job: null, version: 300);
        Assert.Equal("0E000000000000000C02" + "AC02" + "0161", Convert.ToHexString(target.AsSpan(0, length)));
    }

    [Fact]
    public async Task Recover_TransactionCutAtEveryByte_AllOrNothing()
    {
        var adapter = await OpenAsync();
        await PutAsync(adapter, Job("old", due: 1), Job("changed", due: 2));
        using var before = _directory.CopyAsAfterCrash();
        var start = EndOf(Segments(before).Single());
        var transaction = adapter.Transactions.Begin();
        transaction.Append(adapter.OpenQueue(Queue), StoreMessages.Create(Queue, bodyBytes: 1));
        transaction.RemoveJob("old");
        transaction.PutJob(Job("changed", due: 3, bodyBytes: 1));
        transaction.PutJob(Job("new", due: 4, bodyBytes: 1));
        await transaction.CommitAsync();
        using var crashed = _directory.CopyAsAfterCrash();
        await adapter.DisposeAsync();
        var segment = Segments(crashed).Single();
        var end = EndOf(segment);
        var bytes = await File.ReadAllBytesAsync(segment);
        for (var cut = start; cut <= end; cut++)
        {
            using var torn = crashed.CopyAsAfterCrash();
            await File.WriteAllBytesAsync(Segments(torn).Single(), [.. bytes[..(int)cut], .. new byte[bytes.Length - cut]]);
            var (again, report) = await JournalFixture.OpenAsync(torn, segmentBytes: SegmentBytes);
            Assert.Empty(report.Damage);
            Assert.Equal(cut < end ? 0 : 1, report.Messages);
            var found = (await ReadJobsAsync(again)).Select(job => (job.Id, job.Due));
            Assert.Equal(cut < end ? [("old", 1L), ("changed", 2L)] : [("changed", 3L), ("new", 4L)], found);
            await again.DisposeAsync();
        }
    }

    [Fact]
    public async Task Reclaim_JobOfNextYear_PinsNoSegment()
    {
        var adapter = await OpenAsync();
        var job = Job("next year", due: 1_900_000_000_000, bodyBytes: 500);
        await PutAsync(adapter, job);
        var queue = adapter.OpenQueue(Queue);
        for (var i = 0; i < 300; i++) await queue.AppendAsync(StoreMessages.Create(Queue, 500));
        queue.RemoveAll();
        await adapter.Reclaimer.ReclaimAsync();
        await adapter.Reclaimer.ReclaimAsync();

        Assert.True(adapter.Usage.UsedBytes < 4 * SegmentBytes, $"{adapter.Usage.UsedBytes} bytes are used.");
        Assert.Equal(job.Message.Content, Assert.Single(await ReadJobsAsync(adapter)).Message.Content);
        using var crashed = _directory.CopyAsAfterCrash();
        await adapter.DisposeAsync();
        var (again, report) = await JournalFixture.OpenAsync(crashed, segmentBytes: SegmentBytes);
        Assert.Empty(report.Damage);
        Assert.Equal(job.Message.Content, (await FindAsync(again, "next year"))!.Message.Content);
        await again.DisposeAsync();
    }

    [Fact]
    public async Task Reclaim_JobsThatRepeat_OnlyTheLatestRecordsAreKept()
    {
        var adapter = await OpenAsync();
        for (var i = 0; i < 500; i++) await PutAsync(adapter, Job("repeated", due: i, bodyBytes: 200) with { Executions = i });
        await adapter.Reclaimer.ReclaimAsync();
        await adapter.Reclaimer.ReclaimAsync();

        Assert.True(adapter.Usage.UsedBytes < 4 * SegmentBytes, $"{adapter.Usage.UsedBytes} bytes are used.");
        await adapter.DisposeAsync();
        var again = await OpenAsync();
        Assert.Equal(499, Assert.Single(await ReadJobsAsync(again)).Executions);
        await again.DisposeAsync();
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Recover_MoveBehindAChange_TheChangeCounts(bool afterCheckpoint)
    {
        var adapter = await OpenAsync();
        await PutAsync(adapter, Job("removed"), Job("changed"), Job("kept"));
        var (removed, changed, kept) = (Place(adapter, "removed"), Place(adapter, "changed"), Place(adapter, "kept"));
        var records = new[] { removed, changed, kept }.Select(Read).ToList();
        if (afterCheckpoint) await adapter.Reclaimer.CheckpointAsync();

        // The compactor has gathered the jobs, and then a transaction changes two of them.
        var transaction = adapter.Transactions.Begin();
        transaction.RemoveJob("removed");
        transaction.PutJob(Job("changed", due: 5));
        await transaction.CommitAsync();
        var jobs = (JournalJobStore)adapter.Jobs;
        await adapter.Writer.MoveAsync(records[0], jobs, removed);
        await adapter.Writer.MoveAsync(records[1], jobs, changed);
        await adapter.Writer.MoveAsync(records[2], jobs, kept);
        Assert.True(Place(adapter, "kept").Location.Value > Place(adapter, "changed").Location.Value);
        await SameAsync(adapter);

        using var crashed = _directory.CopyAsAfterCrash();
        await adapter.DisposeAsync();
        var (again, report) = await JournalFixture.OpenAsync(crashed, segmentBytes: SegmentBytes);
        Assert.Empty(report.Damage);
        await SameAsync(again);
        await again.DisposeAsync();

        static async Task SameAsync(IPersistenceAdapter adapter) =>
            Assert.Equal([("changed", 5L), ("kept", 1000L)], (await ReadJobsAsync(adapter)).Select(job => (job.Id, job.Due)));
    }

    [Fact]
    public async Task Recover_EveryCheckpointLost_MovedJobsAreFoundByTheirMoves()
    {
        var adapter = await OpenAsync();
        await PutAsync(adapter, Job("early", bodyBytes: 300), Job("changed", due: 1, bodyBytes: 300));
        await FillAndEmptyAsync(adapter);
        await PutAsync(adapter, Job("changed", due: 2, bodyBytes: 300));
        await FillAndEmptyAsync(adapter);
        Assert.DoesNotContain(Segments(_directory), path => path.EndsWith("journal-0000000001.log", StringComparison.Ordinal));
        await adapter.DisposeAsync();
        foreach (var checkpoint in Directory.GetFiles(EpochOf(_directory), "checkpoint-*.idx")) File.Delete(checkpoint);

        var (again, report) = await JournalFixture.OpenAsync(_directory, segmentBytes: SegmentBytes);
        Assert.Contains(report.Damage, sentence => sentence.Contains("No sound checkpoint", StringComparison.Ordinal));
        Assert.Equal([("changed", 2L), ("early", 1000L)], (await ReadJobsAsync(again)).Select(job => (job.Id, job.Due)));
        await again.DisposeAsync();
    }

    [Fact]
    public async Task Open_AfterOrderlyClose_ReplaysNothing()
    {
        var adapter = await OpenAsync();
        await PutAsync(adapter, Enumerable.Range(0, 3000).Select(i => Job($"job-{i}", due: i, bodyBytes: 10)));
        await adapter.DisposeAsync();
        var (again, report) = await JournalFixture.OpenAsync(_directory, segmentBytes: SegmentBytes);
        Assert.Equal(0, report.ReplayedRecords);
        Assert.Equal(3000, again.Jobs.Count);
        Assert.Equal(Enumerable.Range(0, 3000).Select(i => (long)i), (await ReadJobsAsync(again)).Select(job => job.Due));
        await again.DisposeAsync();
    }

    [Fact]
    public async Task Recover_ChangesWhileCheckpointsAndCompactionGoOn_EverythingAnsweredIsThere()
    {
        var adapter = await OpenAsync();
        using var stop = new CancellationTokenSource();
        using var turn = new SemaphoreSlim(1);
        var housekeeping = Task.Run(async () =>
        {
            for (var round = 0; !stop.IsCancellationRequested; round++)
            {
                await turn.WaitAsync();
                await (round % 4 == 3 ? adapter.Reclaimer.ReclaimAsync() : adapter.Reclaimer.CheckpointAsync());
                turn.Release();
            }
        });
        var model = new Dictionary<string, (long Due, int Put)>(StringComparer.Ordinal);
        var puts = 0;
#pragma warning disable CA5394 // Chance is wanted here, not secrecy.
        for (var i = 0; i < 300; i++)
        {
            var changes = Enumerable.Range(0, 20).Select(_ => (Id: $"job-{Random.Shared.Next(1500)}", Due: Random.Shared.NextInt64(-1, 2000))).DistinctBy(change => change.Id).ToList();
#pragma warning restore CA5394
            var transaction = adapter.Transactions.Begin();
            foreach (var (id, due) in changes)
            {
                if (due < 0) transaction.RemoveJob(id);
                else transaction.PutJob(Job(id, due, bodyBytes: 20));
            }

            await transaction.CommitAsync();
            foreach (var (id, due) in changes)
            {
                if (due < 0) model.Remove(id);
                else model[id] = (due, ++puts);
            }

            if (i % 60 != 59) continue;
            // A copy takes a while, in which two checkpoints more would take away what the copied ones rely on.
            await turn.WaitAsync();
            using var crashed = _directory.CopyAsAfterCrash();
            turn.Release();
            var (again, report) = await JournalFixture.OpenAsync(crashed, segmentBytes: SegmentBytes);
            Assert.Empty(report.Damage);
            Assert.Equal(Sorted(model), (await ReadJobsAsync(again)).Select(job => (job.Id, job.Due)));
            await again.DisposeAsync();
        }

        await stop.CancelAsync();
        await housekeeping;
        await adapter.DisposeAsync();
    }

    [Fact]
    public async Task Recover_SegmentMissing_LostJobIsNamedAndTheOthersAreThere()
    {
        var adapter = await OpenAsync();
        await PutAsync(adapter, Job("lost", bodyBytes: 3000));
        for (var i = 0; i < 5; i++) await PutAsync(adapter, Job($"kept-{i}", bodyBytes: 6000));
        await adapter.DisposeAsync();
        File.Delete(Segments(_directory)[0]);
        var (again, report) = await JournalFixture.OpenAsync(_directory, segmentBytes: SegmentBytes);
        Assert.Contains(report.Damage, sentence => sentence.Contains("journal-0000000001.log", StringComparison.Ordinal) && sentence.Contains("job lost", StringComparison.Ordinal));
        Assert.Null(await FindAsync(again, "lost"));
        Assert.Contains("kept-4", await ReadIdsAsync(again));
        Assert.Equal((await ReadIdsAsync(again)).Count, again.Jobs.Count);
        await again.DisposeAsync();
    }

    [Fact]
    public async Task Read_RecordDamagedAfterOpening_NamesThePlace()
    {
        var adapter = await OpenAsync();
        await PutAsync(adapter, Job("a", bodyBytes: 2000));
        await using (var file = new FileStream(Segments(_directory).Single(), FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite | FileShare.Delete))
        {
            file.Position = 1500;
            file.WriteByte(0xFF);
        }

        foreach (var read in (Func<Task>[])[() => ReadJobsAsync(adapter), () => FindAsync(adapter, "a")])
        {
            var error = await Assert.ThrowsAsync<StoreException>(read);
            Assert.Contains("Job a cannot be read", error.Message, StringComparison.Ordinal);
            Assert.Contains("journal-0000000001.log offset", error.Message, StringComparison.Ordinal);
        }

        await adapter.DisposeAsync();
    }

    [Fact]
    public async Task Put_AfterATakeover_FaultsAndIsNeverFound()
    {
        var time = new ManualTime();
        var tenure = MasterTenure.Unlimited(time);
        var (old, _) = await JournalFixture.OpenAsync(_directory, segmentBytes: SegmentBytes, tenure: tenure);
        await PutAsync(old, Job("answered"));
        Assert.True(new JournalLayout(_directory.Path, new JournalDisk()).TryAdvance(1));
        var (next, report) = await JournalFixture.OpenAsync(_directory, segmentBytes: SegmentBytes, tenure: new MasterTenure(new Fence(2), time, long.MaxValue));
        Assert.Empty(report.Damage);
        await Assert.ThrowsAsync<FencedException>(() => PutAsync(old, Job("late")));
        await Assert.ThrowsAsync<FencedException>(() => RemoveAsync(old, "answered"));
        Assert.True(tenure.IsOver);
        Assert.Equal(["answered"], await ReadIdsAsync(next));
        await old.DisposeAsync();
        await next.DisposeAsync();
        Assert.True(new JournalLayout(_directory.Path, new JournalDisk()).TryAdvance(2));
        var (third, _) = await JournalFixture.OpenAsync(_directory, segmentBytes: SegmentBytes, tenure: new MasterTenure(new Fence(3), time, long.MaxValue));
        Assert.Equal(["answered"], await ReadIdsAsync(third));
        await third.DisposeAsync();
    }

    [Fact]
    public async Task Put_DiskFails_NothingHappensAndTheNextOneSucceeds()
    {
        var disk = new FaultyDisk();
        var (adapter, _) = await JournalFixture.OpenAsync(_directory, disk, SegmentBytes);
        await PutAsync(adapter, Job("a", due: 1));
        disk.FailsSyncs = true;
        await Assert.ThrowsAsync<StoreException>(() => PutAsync(adapter, Job("a", due: 2), Job("b")));
        disk.FailsSyncs = false;
        Assert.Equal(1, Assert.Single(await ReadJobsAsync(adapter)).Due);
        await PutAsync(adapter, Job("c", due: 3));
        using var crashed = _directory.CopyAsAfterCrash();
        await adapter.DisposeAsync();
        var (again, _) = await JournalFixture.OpenAsync(crashed, segmentBytes: SegmentBytes);
        Assert.Equal([("a", 1L), ("c", 3L)], (await ReadJobsAsync(again)).Select(job => (job.Id, job.Due)));
        await again.DisposeAsync();
    }

    private static IEnumerable<(string Id, long Due)> Sorted(Dictionary<string, (long Due, int Put)> model) =>
        model.OrderBy(pair => pair.Value).Select(pair => (pair.Key, pair.Value.Due));

    private static JobPlace Place(JournalPersistenceAdapter adapter, string id)
    {
        var places = new JobPlace[100];
        var count = ((JournalJobStore)adapter.Jobs).CopyPlaces(JobOrder.Start, places);
        return places[..count].Single(place => JobId.ToText(place.Id.Span) == id);
    }

    private static async Task FillAndEmptyAsync(JournalPersistenceAdapter adapter)
    {
        var queue = adapter.OpenQueue(Queue);
        for (var i = 0; i < 100; i++) await queue.AppendAsync(StoreMessages.Create(Queue, 500));
        queue.RemoveAll();
        await adapter.Reclaimer.ReclaimAsync();
        await adapter.Reclaimer.ReclaimAsync();
    }

    private async Task<JournalPersistenceAdapter> OpenAsync() => (await JournalFixture.OpenAsync(_directory, segmentBytes: SegmentBytes)).Adapter;

    private byte[] Read(JobPlace place)
    {
        var record = new byte[place.RecordLength];
        using var file = new FileStream(Segments(_directory).Single(), FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        file.Position = place.Location.Offset;
        file.ReadExactly(record);
        return record;
    }
}

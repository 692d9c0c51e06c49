using System.Text.Json;
using Broker.Core.Storage;
using Broker.Tests.Fixtures;
using static Broker.Tests.Contracts.StoreJobs;

namespace Broker.Tests.Contracts;

/// <summary>What every <see cref="IJobSchedulerStore"/> does, with the transactions that change it.</summary>
public abstract class JobStoreContract : PersistenceContract
{
    /// <summary>False: usage is what lies on the disk, wanted or not.</summary>
    protected virtual bool CountsSizes => true;

    [Fact]
    public async Task Put_EveryFieldSet_IsReadBack()
    {
        var job = FullJob("ID:full");
        await PutAsync(Adapter, job);

        AssertSame(job, await FindAsync(Adapter, job.Id));
        AssertSame(job, Assert.Single(await ReadJobsAsync(Adapter)));
        Assert.NotSame(job.Message, (await FindAsync(Adapter, job.Id))!.Message);
        Assert.Equal(1, Adapter.Jobs.Count);
        Assert.Null(await FindAsync(Adapter, "ID:other"));
        if (!Survives) return;

        await ReopenAsync();
        Assert.Equal(1, Adapter.Jobs.Count);
        AssertSame(job, await FindAsync(Adapter, job.Id));
    }

    [Fact]
    public async Task Put_IdIsThere_TakesItsPlace()
    {
        await PutAsync(Adapter, Job("a", due: 10), Job("b", due: 20));
        var again = Job("a", due: 30, bodyBytes: 5) with { Executions = 1 };
        await PutAsync(Adapter, again);

        Assert.Equal(2, Adapter.Jobs.Count);
        Assert.Equal(["b", "a"], await ReadIdsAsync(Adapter));
        AssertSame(again, await FindAsync(Adapter, "a"));
        if (!Survives) return;

        await ReopenAsync();
        Assert.Equal(2, Adapter.Jobs.Count);
        AssertSame(again, await FindAsync(Adapter, "a"));
        Assert.Equal(["b", "a"], await ReadIdsAsync(Adapter));
    }

    [Fact]
    public async Task Remove_KnownAndUnknown_OnlyTheKnownIsGone()
    {
        await PutAsync(Adapter, Job("a"), Job("b"));
        await RemoveAsync(Adapter, "a", "unknown", "");
        await RemoveAsync(Adapter, "a");

        Assert.Equal(1, Adapter.Jobs.Count);
        Assert.Null(await FindAsync(Adapter, "a"));
        Assert.Equal(["b"], await ReadIdsAsync(Adapter));
        if (!Survives) return;

        await ReopenAsync();
        Assert.Equal(1, Adapter.Jobs.Count);
        Assert.Equal(["b"], await ReadIdsAsync(Adapter));
    }

    [Fact]
    public async Task Commit_SameJobSeveralTimes_LastOneCounts()
    {
        await PutAsync(Adapter, Job("gone"), Job("kept"));
        var transaction = Adapter.Transactions.Begin();
        transaction.PutJob(Job("twice", due: 1));
        transaction.PutJob(Job("twice", due: 2));
        transaction.PutJob(Job("gone", due: 3));
        transaction.RemoveJob("gone");
        transaction.RemoveJob("kept");
        transaction.PutJob(Job("kept", due: 4));
        Assert.Equal(2, Adapter.Jobs.Count);
        await transaction.CommitAsync();

        await SameAsync();
        if (!Survives) return;

        await ReopenAsync();
        await SameAsync();

        async Task SameAsync()
        {
            Assert.Equal(2, Adapter.Jobs.Count);
            Assert.Equal([("twice", 2L), ("kept", 4L)], (await ReadJobsAsync(Adapter)).Select(job => (job.Id, job.Due)));
        }
    }

    [Fact]
    public async Task Read_ByPagesOverTies_EveryJobOnceInTheOrderOfThePuts()
    {
        var jobs = Enumerable.Range(0, 1200).Select(i => Job($"ID:{i * 7919 % 1200}", due: 100 + (i % 5), bodyBytes: 10)).ToList();
        await PutAsync(Adapter, jobs);
        await RemoveAsync(Adapter, jobs.Where((_, i) => i % 4 == 0).Select(job => job.Id));
        var moved = jobs.Where((_, i) => i % 4 == 1).Select(job => job with { Due = 102 }).ToList();
        await PutAsync(Adapter, moved);
        var expected = jobs.Where((_, i) => i % 4 > 1).Concat(moved)
            .OrderBy(job => job.Due).Select(job => (job.Id, job.Due)).ToList();

        Assert.Equal(900, Adapter.Jobs.Count);
        await SameByPagesAsync(7, expected);
        await SameByPagesAsync(1000, expected);
        if (!Survives) return;

        await ReopenAsync();
        Assert.Equal(900, Adapter.Jobs.Count);
        await SameByPagesAsync(300, expected);
    }

    [Fact]
    public async Task Read_Range_BothEndsBelongToIt()
    {
        await PutAsync(Adapter, Enumerable.Range(0, 10).Select(i => Job($"job-{i}", due: 10 * i)));

        Assert.Equal(["job-2", "job-3", "job-4"], await ReadIdsAsync(Adapter, new JobRange(20, 40, 100)));
        Assert.Equal(["job-3"], await ReadIdsAsync(Adapter, new JobRange(21, 39, 100)));
        Assert.Equal(["job-9"], await ReadIdsAsync(Adapter, new JobRange(90, long.MaxValue, 100)));
        Assert.Empty(await ReadIdsAsync(Adapter, new JobRange(40, 20, 100)));
        Assert.Empty(await ReadIdsAsync(Adapter, new JobRange(0, 100, 0)));
        Assert.Empty(await ReadIdsAsync(Adapter, new JobRange(long.MaxValue, long.MaxValue, 100, After: 1)));
    }

    [Fact]
    public async Task Read_BehindAJobThatIsGone_GoesOn()
    {
        await PutAsync(Adapter, Job("a"), Job("b"), Job("c"), Job("d", due: 1001));
        var at = (await ReadJobsAsync(Adapter)).ToDictionary(job => job.Id, job => job.Sequence, StringComparer.Ordinal);
        await RemoveAsync(Adapter, "b");

        Assert.Equal(["c", "d"], await ReadIdsAsync(Adapter, new JobRange(1000, 2000, 10, at["b"])));
        Assert.Equal(["c", "d"], await ReadIdsAsync(Adapter, new JobRange(1000, 2000, 10, at["a"])));
        Assert.Equal(["a", "c", "d"], await ReadIdsAsync(Adapter, new JobRange(999, 2000, 10, at["d"])));
        Assert.Equal(["d"], await ReadIdsAsync(Adapter, new JobRange(1000, 2000, 10, at["c"])));
    }

    [Fact]
    public async Task Read_DueAtTheSameTime_InTheOrderOfThePutsAlsoAfterReopening()
    {
        string[] ids = ["9", "10", "b", "a", "C", "11"];
        await PutAsync(Adapter, ids.Take(3).Select(id => Job(id)));
        foreach (var id in ids.Skip(3)) await PutAsync(Adapter, Job(id));
        Assert.Equal(ids, await ReadIdsAsync(Adapter));
        if (Survives) await ReopenAsync();
        await PutAsync(Adapter, Job("0"));
        Assert.Equal([.. ids, "0"], await ReadIdsAsync(Adapter));
        // Put again it is the last, as in ActiveMQ.
        await PutAsync(Adapter, Job("10"));
        if (Survives) await ReopenAsync();
        Assert.Equal(["9", "b", "a", "C", "11", "0", "10"], await ReadIdsAsync(Adapter));
        var sequences = (await ReadJobsAsync(Adapter)).ConvertAll(job => job.Sequence);
        Assert.True(sequences[0] > 0);
        Assert.Equal(sequences.Order(), sequences);
    }

    [Fact]
    public async Task FindFirstDue_SomePaused_TheyAreLeftOut()
    {
        Assert.Null(await FindFirstDueAsync(Adapter));
        await PutAsync(Adapter, Job("a", due: 10) with { IsPaused = true }, Job("b", due: 20), Job("c", due: 30));
        Assert.Equal(20, await FindFirstDueAsync(Adapter));
        Assert.Equal(["a", "b", "c"], await ReadIdsAsync(Adapter));
        await PutAsync(Adapter, Job("b", due: 20) with { IsPaused = true });
        Assert.Equal(30, await FindFirstDueAsync(Adapter));
        if (Survives) await ReopenAsync();

        Assert.Equal(30, await FindFirstDueAsync(Adapter));
        await PutAsync(Adapter, Job("a", due: 10));
        Assert.Equal(10, await FindFirstDueAsync(Adapter));
        await RemoveAsync(Adapter, "a", "c");
        Assert.Null(await FindFirstDueAsync(Adapter));
    }

    [Fact]
    public async Task Commit_WithAppendsAndRemovals_HappensTogether()
    {
        var queue = Adapter.OpenQueue(QueueA);
        var old = await AppendAsync(queue, 2);
        await PutAsync(Adapter, Job("due"), Job("repeated"));
        var fired = StoreMessages.Create(QueueA);
        var transaction = Adapter.Transactions.Begin();
        transaction.Append(queue, fired);
        transaction.Remove(queue, MessageKey.Of(old[0]));
        transaction.RemoveJob("due");
        transaction.PutJob(Job("repeated", due: 2000));
        transaction.PutJob(Job("new", due: 3000));
        Assert.Equal((2, 2), (queue.Count, Adapter.Jobs.Count));
        await transaction.CommitAsync();

        await SameAsync();
        if (!Survives) return;

        await ReopenAsync();
        await SameAsync();

        async Task SameAsync()
        {
            Assert.Equal([old[1].Sequence, fired.Sequence], (await ReadAsync(Adapter.OpenQueue(QueueA))).Select(message => message.Sequence));
            Assert.Equal(["repeated", "new"], await ReadIdsAsync(Adapter));
            Assert.Equal(2, Adapter.Jobs.Count);
        }
    }

    [Fact]
    public async Task ProducerSequence_PutOfPersistentMessages_IsKnownAndSurvives()
    {
        await PutAsync(Adapter, Job("a", persistent: false, producerSequence: 99));
        Assert.Equal(-1, Adapter.GetLastProducerSequence(StoreMessages.Producer));
        await PutAsync(Adapter, Job("b", producerSequence: 7), Job("c", producerSequence: 5));
        await RemoveAsync(Adapter, "b", "c");
        Assert.Equal(7, Adapter.GetLastProducerSequence(StoreMessages.Producer));
        if (!Survives) return;

        await ReopenAsync();
        Assert.Equal(7, Adapter.GetLastProducerSequence(StoreMessages.Producer with { }));
    }

    [Fact]
    public async Task Reopen_JobOfANonPersistentMessage_IsThere()
    {
        if (!Survives) return;
        var job = Job("a", persistent: false);
        await PutAsync(Adapter, job);
        await ReopenAsync();
        AssertSame(job, await FindAsync(Adapter, "a"));
        Assert.Equal(1, Adapter.Jobs.Count);
    }

    [Fact]
    public async Task Reopen_Sequences_AreLargerThanBefore()
    {
        if (!Survives) return;
        await PutAsync(Adapter, Job("a", due: 1));
        await RemoveAsync(Adapter, "a");
        var before = Adapter.NextSequence();
        await ReopenAsync();
        Assert.True(Adapter.NextSequence() > before);
        await PutAsync(Adapter, Job("a", due: 2));
        await ReopenAsync();
        Assert.Equal(2, (await FindAsync(Adapter, "a"))!.Due);
    }

    [Fact]
    public async Task Ids_OddOnes_AreAllDifferent()
    {
        string[] ids =
        [
            "A", "a", "a ", " ", "\t", "e", "\u00e9", "\u00fc", "\ud800", "\ud83d\ude00", "\ue000", "\uffff", "%", "'", "\\", "*/",
            "ID:" + new string('x', ScheduledJob.MaxIdBytes - 3),
        ];
        await PutAsync(Adapter, ids.Select(id => Job(id, bodyBytes: 0)));

        Assert.Equal(ids, await ReadIdsAsync(Adapter));
        foreach (var id in ids) Assert.Equal(id, (await FindAsync(Adapter, id))?.Id);
        await RemoveAsync(Adapter, ids);
        Assert.Equal(0, Adapter.Jobs.Count);
    }

    [Fact]
    public void Put_IdEmptyOrTooLong_IsRefusedAndSaysWhy()
    {
        var transaction = Adapter.Transactions.Begin();
        Assert.Contains("empty id", Assert.Throws<StoreException>(() => transaction.PutJob(Job(""))).Message, StringComparison.Ordinal);
        var tooLong = new string('\u00e9', (ScheduledJob.MaxIdBytes / 2) + 1);
        Assert.Contains("has 702 bytes", Assert.Throws<StoreException>(() => transaction.PutJob(Job(tooLong))).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Put_LargeAndSmallBodies_AreReadBack()
    {
        var jobs = ((int[])[0, 1, 70_000, 600_000, 3_000_000, 900_000, 5]).Select((size, i) => Job($"job-{i}", bodyBytes: size)).ToList();
        await PutAsync(Adapter, jobs);
        await PutAsync(Adapter, jobs.Take(5));

        Assert.Equal(jobs.Count, Adapter.Jobs.Count);
        foreach (var (job, found) in jobs.Skip(5).Concat(jobs.Take(5)).Zip(await ReadJobsAsync(Adapter))) AssertSame(job, found);
    }

    [Fact]
    public async Task Put_ManyAtATime_NothingIsLost()
    {
        await Task.WhenAll(Enumerable.Range(0, 8).Select(one => Task.Run(async () =>
        {
            for (var i = 0; i < 50; i++)
            {
                await PutAsync(Adapter, Job($"{one}-{i}", due: i));
                if (i % 2 == 1) await PutAsync(Adapter, Job($"{one}-{i - 1}", due: 100 + i));
                if (i % 5 == 4) await RemoveAsync(Adapter, $"{one}-{i - 2}");
            }
        })));

        var expected = Enumerable.Range(0, 8).SelectMany(one => Enumerable.Range(0, 50).Where(i => i % 5 != 2).Select(i => $"{one}-{i}"));
        Assert.Equal(expected.Order(StringComparer.Ordinal), (await ReadIdsAsync(Adapter)).Order(StringComparer.Ordinal));
        Assert.Equal(320, Adapter.Jobs.Count);
    }

    [Fact]
    public async Task Put_StoreFull_RefusedUntilJobsAreRemoved()
    {
        await using var small = CreateSmall();
        await small.OpenAsync(CancellationToken.None);
        var accepted = 0;
        await Assert.ThrowsAsync<StoreFullException>(async () =>
        {
            while (accepted < 100_000)
            {
                await PutAsync(small, Job($"job-{accepted}", bodyBytes: 1024));
                accepted++;
            }
        });
        Assert.Equal(accepted, small.Jobs.Count);

        await RemoveAsync(small, Enumerable.Range(0, accepted).Select(i => $"job-{i}"));
        Assert.Equal(0, small.Jobs.Count);
        await Eventually.TrueAsync(() => TryPutAsync(small), () => "Every job was removed, and there is still no space.");
    }

    [Fact]
    public async Task Usage_JobsReplacedAndRemoved_IsAsBefore()
    {
        if (!CountsSizes) return;
        await PutAsync(Adapter, Job("a", bodyBytes: 1000));
        var one = Adapter.Usage.UsedBytes;
        await PutAsync(Adapter, Job("a", bodyBytes: 1000));
        Assert.Equal(one, Adapter.Usage.UsedBytes);
        await PutAsync(Adapter, Job("b", bodyBytes: 1000), Job("b", bodyBytes: 1000));
        Assert.Equal(2 * one, Adapter.Usage.UsedBytes);
        if (Survives) await ReopenAsync();
        Assert.Equal(2 * one, Adapter.Usage.UsedBytes);
        await RemoveAsync(Adapter, "a", "b");
        Assert.Equal(0, Adapter.Usage.UsedBytes);
    }

    private static async Task<bool> TryPutAsync(IPersistenceAdapter adapter)
    {
        try
        {
            await PutAsync(adapter, Job("again", bodyBytes: 1024));
            return true;
        }
        catch (StoreFullException)
        {
            return false;
        }
    }

    private async Task SameByPagesAsync(int jobsPerPage, List<(string Id, long Due)> expected)
    {
        var read = new List<ScheduledJob>();
        for (var full = true; full;)
        {
            var range = read.Count == 0 ? new JobRange(0, 104, jobsPerPage) : new JobRange(read[^1].Due, 104, jobsPerPage, read[^1].Sequence);
            var page = await ReadJobsAsync(Adapter, range);
            read.AddRange(page);
            full = page.Count == jobsPerPage;
        }

        Assert.Equal(expected, read.Select(job => (job.Id, job.Due)));
    }

    private static void AssertSame(ScheduledJob expected, ScheduledJob? actual)
    {
        Assert.NotNull(actual);
        Assert.Equal(expected.Message.Transaction, actual.Message.Transaction);
        Assert.Equal(expected.Message.OriginalTransaction, actual.Message.OriginalTransaction);
        Assert.Equal(JsonSerializer.Serialize(expected with { Sequence = actual.Sequence }), JsonSerializer.Serialize(actual));
    }
}

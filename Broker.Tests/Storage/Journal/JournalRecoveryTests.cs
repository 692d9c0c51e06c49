using Broker.Core.Storage;
using Broker.Storage.Journal;
using Broker.Tests.Contracts;
using Broker.Tests.Fixtures;
using static Broker.Tests.Storage.Journal.JournalFixture;

namespace Broker.Tests.Storage.Journal;

public sealed class JournalRecoveryTests
{
    [Fact]
    public async Task Open_AfterOrderlyClose_ReplaysNothing()
    {
        using var directory = new TemporaryDirectory();
        var (adapter, _) = await OpenAsync(directory);
        await AppendAsync(adapter, 20);
        await adapter.DisposeAsync();
        var (again, report) = await OpenAsync(directory);
        await AppendAsync(again, 1);
        await again.DisposeAsync();
        Assert.Equal((20, 0, 0), (report.Messages, report.ReplayedRecords, report.TornTailBytes));
        Assert.Equal(2, Segments(directory).Count);
    }

    [Fact]
    public async Task Recover_MoveBehindTheRemovalAndNoCheckpoint_MessageStaysRemoved()
    {
        using var directory = new TemporaryDirectory();
        var (adapter, _) = await OpenAsync(directory);
        await AppendAsync(adapter, 2);
        var store = (JournalMessageStore)adapter.OpenQueue(Queue);
        var entries = new IndexEntry[2];
        store.CopyEntries(0, entries);
        var gone = entries[0];
        var record = new byte[gone.RecordLength];
        await using (var file = new FileStream(Segments(directory).Single(), FileMode.Open, FileAccess.Read, FileShare.ReadWrite))
        {
            file.Position = gone.Location.Offset;
            await file.ReadExactlyAsync(record);
        }

        // The compactor has gathered the message, and then a transaction removes it.
        var transaction = adapter.Transactions.Begin();
        transaction.Remove(store, new MessageKey(gone.Sequence, SizeBytes: 0, Priority: 4, Persistent: true, Expires: false));
        await transaction.CommitAsync();
        await adapter.Writer.MoveAsync(record, [store]);
        using var crashed = directory.CopyAsAfterCrash();
        await adapter.DisposeAsync();
        var (again, _) = await OpenAsync(crashed);
        Assert.Equal([entries[1].Sequence], await ReadSequencesAsync(again));
        await again.DisposeAsync();
    }

    [Fact]
    public async Task Recover_TornLastRecord_KeepsEveryCommittedMessage()
    {
        using var directory = new TemporaryDirectory();
        var (adapter, _) = await OpenAsync(directory, segmentBytes: 4096);
        await AppendAsync(adapter, 3);
        using var before = directory.CopyAsAfterCrash();
        var kept = EndOf(Segments(before).Single());
        await AppendAsync(adapter, 1);
        using var crashed = directory.CopyAsAfterCrash();
        await adapter.DisposeAsync();
        var segment = Segments(crashed).Single();
        var bytes = await File.ReadAllBytesAsync(segment);
        for (var cut = kept; cut < EndOf(segment); cut++)
        {
            using var torn = crashed.CopyAsAfterCrash();
            await File.WriteAllBytesAsync(Segments(torn).Single(), cut % 2 == 0 ? bytes[..(int)cut] : [.. bytes[..(int)cut], .. new byte[bytes.Length - cut]]);
            var (again, report) = await OpenAsync(torn, segmentBytes: 4096);
            Assert.Empty(report.Damage);
            Assert.Equal(3, report.Messages);
            Assert.Equal(3, (await ReadSequencesAsync(again)).Count);
            await AppendAsync(again, 1);
            await again.DisposeAsync();
        }
    }

    [Fact]
    public async Task Recover_TransactionCutAtEveryByte_AllOrNothing()
    {
        using var directory = new TemporaryDirectory();
        var (adapter, _) = await OpenAsync(directory, segmentBytes: 4096);
        await AppendAsync(adapter, 1);
        var first = (await ReadSequencesAsync(adapter))[0];
        using var before = directory.CopyAsAfterCrash();
        var start = EndOf(Segments(before).Single());
        var transaction = adapter.Transactions.Begin();
        var queue = adapter.OpenQueue(Queue);
        transaction.Append(queue, StoreMessages.Create(Queue));
        transaction.Append(queue, StoreMessages.Create(Queue));
        transaction.Remove(queue, new MessageKey(first, SizeBytes: 0, Priority: 4, Persistent: true, Expires: false));
        await transaction.CommitAsync();
        using var crashed = directory.CopyAsAfterCrash();
        await adapter.DisposeAsync();
        var segment = Segments(crashed).Single();
        var end = EndOf(segment);
        var bytes = await File.ReadAllBytesAsync(segment);
        for (var cut = start; cut <= end; cut++)
        {
            using var torn = crashed.CopyAsAfterCrash();
            await File.WriteAllBytesAsync(Segments(torn).Single(), [.. bytes[..(int)cut], .. new byte[bytes.Length - cut]]);
            var (again, report) = await OpenAsync(torn, segmentBytes: 4096);
            Assert.Empty(report.Damage);
            Assert.Equal(cut < end ? 1 : 2, report.Messages);
            Assert.Equal(cut < end, (await ReadSequencesAsync(again)).Contains(first));
            await again.DisposeAsync();
        }
    }

    [Fact]
    public async Task Recover_BitFlipInTheMiddle_IsReportedAndTheRestIsThere()
    {
        using var directory = new TemporaryDirectory();
        var (adapter, _) = await OpenAsync(directory);
        await AppendAsync(adapter, 50);
        using var crashed = directory.CopyAsAfterCrash();
        await adapter.DisposeAsync();
        Flip(Segments(crashed).Single(), 3000);
        var (again, report) = await OpenAsync(crashed);
        Assert.Contains("journal-0000000001.log: bytes", Assert.Single(report.Damage), StringComparison.Ordinal);
        Assert.Equal(49, report.Messages);
        Assert.Equal(49, (await ReadSequencesAsync(again)).Count);
        await again.DisposeAsync();
    }

    [Fact]
    public async Task Read_RecordDamagedAfterOpening_NamesThePlace()
    {
        using var directory = new TemporaryDirectory();
        var (adapter, _) = await OpenAsync(directory);
        await AppendAsync(adapter, 10);
        Flip(Segments(directory).Single(), 500);
        var error = await Assert.ThrowsAsync<StoreException>(() => ReadSequencesAsync(adapter));
        Assert.Contains("journal-0000000001.log offset", error.Message, StringComparison.Ordinal);
        await adapter.DisposeAsync();
    }

    [Fact]
    public async Task Recover_AfterOneCrashUponAnother_ReplayedBytesBringTheNextCheckpointNearer()
    {
        using var directory = new TemporaryDirectory();
        var first = new JournalPersistenceAdapter(new() { Directory = directory.Path, CheckpointDistanceBytes = 8 * 1024 }, MasterTenure.Unlimited(TimeProvider.System));
        await first.OpenAsync(CancellationToken.None);
        var queue = first.OpenQueue(Queue);
        await queue.AppendAsync(StoreMessages.Create(Queue, 6 * 1024));
        using var crashed = directory.CopyAsAfterCrash();
        await first.DisposeAsync();
        Assert.Empty(Directory.GetFiles(EpochOf(crashed), "checkpoint-*.idx"));

        await using var second = new JournalPersistenceAdapter(new() { Directory = crashed.Path, CheckpointDistanceBytes = 8 * 1024 }, MasterTenure.Unlimited(TimeProvider.System));
        await second.OpenAsync(CancellationToken.None);
        await second.OpenQueue(Queue).AppendAsync(StoreMessages.Create(Queue, 6 * 1024));
        await Eventually.TrueAsync(
            () => Directory.GetFiles(EpochOf(crashed), "checkpoint-*.idx").Length > 0,
            "Neither run wrote enough for a checkpoint, both together did, and none was taken.");
    }

    [Fact]
    public async Task Recover_NewestCheckpointDamaged_OlderOneIsUsed()
    {
        using var directory = new TemporaryDirectory();
        var (adapter, _) = await OpenAsync(directory);
        await AppendAsync(adapter, 10);
        await adapter.Reclaimer.CheckpointAsync();
        await AppendAsync(adapter, 10);
        await adapter.Reclaimer.CheckpointAsync();
        await AppendAsync(adapter, 10);
        using var crashed = directory.CopyAsAfterCrash();
        await adapter.DisposeAsync();
        var checkpoints = Directory.GetFiles(EpochOf(crashed), "checkpoint-*.idx").Order(StringComparer.Ordinal).ToList();
        Assert.Equal(2, checkpoints.Count);
        Flip(checkpoints[1], new FileInfo(checkpoints[1]).Length / 2);
        var (again, report) = await OpenAsync(crashed);
        Assert.Contains(checkpoints[1], Assert.Single(report.Damage), StringComparison.Ordinal);
        Assert.Equal((30, 20), (report.Messages, report.ReplayedRecords));
        await again.DisposeAsync();
    }

    [Fact]
    public async Task Recover_EveryCheckpointDamaged_RebuildsAndSaysSo()
    {
        using var directory = new TemporaryDirectory();
        var (adapter, _) = await OpenAsync(directory);
        await AppendAsync(adapter, 30);
        await adapter.DisposeAsync();
        foreach (var checkpoint in Directory.GetFiles(EpochOf(directory), "checkpoint-*.idx"))
        {
            Flip(checkpoint, 20);
        }

        var (again, report) = await OpenAsync(directory);
        Assert.Equal(30, report.Messages);
        Assert.Contains(report.Damage, sentence => sentence.Contains("may come back", StringComparison.Ordinal));
        await again.DisposeAsync();
    }

    [Fact]
    public async Task Recover_RecycledSegments_StaleRecordsAreIgnored()
    {
        using var directory = new TemporaryDirectory();
        var (adapter, _) = await OpenAsync(directory, segmentBytes: 4096);
        var queue = adapter.OpenQueue(Queue);
        for (var round = 0; round < 20; round++)
        {
            await AppendAsync(adapter, 30);
            queue.RemoveAll();
            await adapter.Reclaimer.ReclaimAsync();
        }

        await AppendAsync(adapter, 40);
        var expected = await ReadSequencesAsync(adapter);
        Assert.True(Directory.GetFiles(EpochOf(directory)).Length < 20);
        using var crashed = directory.CopyAsAfterCrash();
        await adapter.DisposeAsync();
        var (again, report) = await OpenAsync(crashed, segmentBytes: 4096);
        Assert.Empty(report.Damage);
        Assert.Equal(expected, await ReadSequencesAsync(again));
        await again.DisposeAsync();
    }

    [Fact]
    public async Task Reclaim_OneOldMessagePinned_DiskIsFreed()
    {
        using var directory = new TemporaryDirectory();
        var (adapter, _) = await OpenAsync(directory, segmentBytes: 16 * 1024);
        await AppendAsync(adapter, 1000);
        var queue = adapter.OpenQueue(Queue);
        var old = await ReadAsync(queue);
        foreach (var message in old.Skip(1))
        {
            queue.Remove(MessageKey.Of(message));
        }

        await adapter.Reclaimer.ReclaimAsync();
        await adapter.Reclaimer.ReclaimAsync();
        Assert.True(adapter.Usage.UsedBytes < 64 * 1024, $"{adapter.Usage.UsedBytes} bytes are used.");
        Assert.Equal(old[0].Content, Assert.Single(await ReadAsync(queue)).Content);
        using var crashed = directory.CopyAsAfterCrash();
        await adapter.DisposeAsync();
        var (again, report) = await OpenAsync(crashed, segmentBytes: 16 * 1024);
        Assert.Empty(report.Damage);
        Assert.Equal([old[0].Sequence], await ReadSequencesAsync(again));
        await again.DisposeAsync();
    }

    [Fact]
    public async Task Open_NewerFormat_IsRefused()
    {
        using var directory = new TemporaryDirectory();
        var (adapter, _) = await OpenAsync(directory);
        await AppendAsync(adapter, 1);
        await adapter.DisposeAsync();
        var bytes = await File.ReadAllBytesAsync(Segments(directory).Single());
        const uint Newer = SegmentHeader.FormatVersion + 1;
        bytes[8] = (byte)Newer;
        await File.WriteAllBytesAsync(Segments(directory).Single(), bytes);
        var error = await Assert.ThrowsAsync<StoreException>(() => OpenAsync(directory));
        Assert.Contains($"format version {Newer}", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Open_DirectoryInUse_IsRefused()
    {
        using var directory = new TemporaryDirectory();
        var (adapter, _) = await OpenAsync(directory);
        var error = await Assert.ThrowsAsync<StoreException>(() => OpenAsync(directory));
        Assert.Contains("is open in another broker", error.Message, StringComparison.Ordinal);
        await adapter.DisposeAsync();
    }

    [Fact]
    public async Task Open_DirectoryIsAFile_IsOneSentence()
    {
        using var directory = new TemporaryDirectory();
        var path = Path.Combine(directory.Path, "file");
        await File.WriteAllTextAsync(path, "x");
        await using var adapter = new JournalPersistenceAdapter(new JournalOptions { Directory = path }, MasterTenure.Unlimited(TimeProvider.System));
        var error = await Assert.ThrowsAsync<StoreException>(async () => await adapter.OpenAsync(CancellationToken.None));
        Assert.StartsWith($"The journal directory {path} cannot be used: ", error.Message, StringComparison.Ordinal);
    }

    private static async Task AppendAsync(JournalPersistenceAdapter adapter, int count)
    {
        var queue = adapter.OpenQueue(Queue);
        for (var i = 0; i < count; i++)
        {
            await queue.AppendAsync(StoreMessages.Create(Queue));
        }
    }

    private static void Flip(string path, long offset)
    {
        using var file = new FileStream(path, FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite | FileShare.Delete);
        file.Position = offset;
        var value = file.ReadByte();
        file.Position = offset;
        file.WriteByte((byte)(value ^ 0x10));
    }
}

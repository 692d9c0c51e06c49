using Broker.Core.Storage;
using Broker.Storage.Journal;
using Broker.Tests.Contracts;
using Broker.Tests.Fixtures;
using static Broker.Tests.Storage.Journal.JournalFixture;

namespace Broker.Tests.Storage.Journal;

/// <summary>A master that another one has taken the journal from, and that wakes up.</summary>
public sealed class JournalFenceTests : IDisposable
{
    private const int SegmentBytes = 4096;

    private readonly TemporaryDirectory _directory = new();
    private readonly ManualTime _time = new();

    public void Dispose() => _directory.Dispose();

    [Fact]
    public async Task Append_AfterATakeover_FaultsAndEndsTheTenure()
    {
        var (a, tenure) = await OpenFirstAsync();
        var kept = StoreMessages.Create(Queue);
        await a.OpenQueue(Queue).AppendAsync(kept);
        var b = await TakeOverAsync(1);
        await Assert.ThrowsAsync<FencedException>(async () => await a.OpenQueue(Queue).AppendAsync(StoreMessages.Create(Queue)));
        Assert.True(tenure.IsOver);
        await Assert.ThrowsAsync<FencedException>(async () => await a.OpenQueue(Queue).AppendAsync(StoreMessages.Create(Queue)));
        await Assert.ThrowsAsync<FencedException>(async () => await a.FlushAsync());
        await Assert.ThrowsAsync<FencedException>(async () => await a.OpenQueue(Queue).AllowDeliveryAsync(kept.Sequence));
        Assert.Throws<FencedException>(() => a.OpenQueue(Broker.Core.Messages.Destination.Queue("new")));
        Assert.Equal([kept.Sequence], await ReadSequencesAsync(b));
        await b.OpenQueue(Queue).AppendAsync(StoreMessages.Create(Queue));
        await a.DisposeAsync();
        await b.DisposeAsync();
        Assert.Equal("epoch-0000000002", Path.GetFileName(EpochOf(_directory)));
    }

    [Fact]
    public async Task Write_HeldUntilAfterATakeover_IsNeverFound()
    {
        var disk = new HeldDisk();
        var (a, _) = await OpenFirstAsync(disk);
        disk.HoldAfter(0);
        var late = a.OpenQueue(Queue).AppendAsync(StoreMessages.Create(Queue)).AsTask();
        await Eventually.TrueAsync(() => disk.IsHeld);
        var b = await TakeOverAsync(1);
        disk.GoOn();
        await Assert.ThrowsAsync<FencedException>(() => late);
        Assert.Empty(await ReadSequencesAsync(b));
        await b.DisposeAsync();
        var c = await TakeOverAsync(2);
        Assert.Empty(await ReadSequencesAsync(c));
        await c.DisposeAsync();
        await a.DisposeAsync();
    }

    [Fact]
    public async Task Write_SegmentConsumedByTheNextMaster_ItsFileIsNotUsedAgain()
    {
        var disk = new HeldDisk();
        var (a, _) = await OpenFirstAsync(disk);
        await a.OpenQueue(Queue).AppendAsync(StoreMessages.Create(Queue));
        disk.HoldAfter(0);
        var late = Enumerable.Range(0, 10).Select(_ => a.OpenQueue(Queue).AppendAsync(StoreMessages.Create(Queue)).AsTask()).ToList();
        await Eventually.TrueAsync(() => disk.IsHeld);
        var b = await TakeOverAsync(1);
        b.OpenQueue(Queue).RemoveAll();
        await b.Reclaimer.ReclaimAsync();
        await b.Reclaimer.ReclaimAsync();
        var kept = new List<long>();
        for (var i = 0; i < 100; i++)
        {
            var message = StoreMessages.Create(Queue);
            await b.OpenQueue(Queue).AppendAsync(message);
            kept.Add(message.Sequence);
        }

        disk.GoOn();
        foreach (var one in late) await Assert.ThrowsAsync<FencedException>(() => one);
        Assert.Equal(kept, await ReadSequencesAsync(b));
        await a.DisposeAsync();
        await b.DisposeAsync();
    }

    [Fact]
    public async Task Append_TenureInDoubt_WaitsUntilItIsSure()
    {
        var disk = new HeldDisk();
        var (a, tenure) = await OpenFirstAsync(disk);
        tenure.Doubt();
        var looks = disk.Looks;
        var pending = a.OpenQueue(Queue).AppendAsync(StoreMessages.Create(Queue)).AsTask();
        await Eventually.TrueAsync(() => disk.Looks == looks + 1);
        Assert.False(pending.IsCompleted);
        tenure.Prolong(long.MaxValue);
        await pending.WaitAsync(Eventually.Patience);

        // Whoever waited looks again; one that had answered in doubt would not.
        Assert.Equal(looks + 2, disk.Looks);
        tenure.Doubt();
        pending = a.OpenQueue(Queue).AppendAsync(StoreMessages.Create(Queue)).AsTask();
        tenure.End("The lease is lost.");
        await Assert.ThrowsAsync<FencedException>(() => pending.WaitAsync(Eventually.Patience));
        await a.DisposeAsync();
    }

    [Fact]
    public async Task Dispose_TenureInDoubt_DoesNotWait()
    {
        var (a, tenure) = await OpenFirstAsync();
        tenure.Doubt();
        var pending = a.OpenQueue(Queue).AppendAsync(StoreMessages.Create(Queue)).AsTask();
        await a.DisposeAsync().AsTask().WaitAsync(Eventually.Patience);
        await Assert.ThrowsAsync<StoreException>(() => pending);
    }

    [Fact]
    public async Task Open_EpochIsOver_MakesNoDirectoryOfIt()
    {
        var (a, _) = await OpenFirstAsync();
        await a.DisposeAsync();
        Assert.True(Layout.TryAdvance(1));
        var tenure = MasterTenure.Unlimited(_time);
        await using var late = new JournalPersistenceAdapter(Options, tenure);
        await Assert.ThrowsAsync<FencedException>(async () => await late.OpenAsync(CancellationToken.None));
        Assert.True(tenure.IsOver);
        Assert.Equal("epoch-0000000002", Path.GetFileName(EpochOf(_directory)));
    }

    [Fact]
    public async Task Open_OlderLayout_IsMovedIntoTheFirstEpoch()
    {
        var (a, _) = await OpenFirstAsync();
        var message = StoreMessages.Create(Queue);
        await a.OpenQueue(Queue).AppendAsync(message);
        await a.DisposeAsync();
        foreach (var file in Directory.GetFiles(EpochOf(_directory))) File.Move(file, Path.Combine(_directory.Path, Path.GetFileName(file)));
        Directory.Delete(EpochOf(_directory));
        File.Delete(Path.Combine(_directory.Path, "epochs"));
        await File.WriteAllTextAsync(Path.Combine(_directory.Path, "lock"), "process 1 on host since then\n");

        await using var locked = FileLocks.Create(_directory, "a", _time);
        Assert.Equal(new Fence(1), await locked.TakeAsync());
        var (again, report) = await OpenAsync(_directory, segmentBytes: SegmentBytes);
        Assert.Empty(report.Damage);
        Assert.Equal([message.Sequence], await ReadSequencesAsync(again));
        await again.DisposeAsync();
    }

    [Fact]
    public async Task Open_OlderBrokerHasIt_IsRefused()
    {
        await using var held = new FileStream(Path.Combine(_directory.Path, "lock"), FileMode.CreateNew, FileAccess.ReadWrite, FileShare.None);
        await using var locked = FileLocks.Create(_directory, "a", _time);
        var error = await Assert.ThrowsAsync<StoreException>(async () => await locked.TryAsync());
        Assert.Contains("is open in a broker of an older version", error.Message, StringComparison.Ordinal);
    }

    private JournalOptions Options => new() { Directory = _directory.Path, SegmentSizeBytes = SegmentBytes };

    private JournalLayout Layout => new(_directory.Path, new JournalDisk());

    private async Task<(JournalPersistenceAdapter Adapter, MasterTenure Tenure)> OpenFirstAsync(JournalDisk? disk = null)
    {
        var tenure = MasterTenure.Unlimited(_time);
        var (adapter, _) = await OpenAsync(_directory, disk, SegmentBytes, tenure: tenure);
        return (adapter, tenure);
    }

    private async Task<JournalPersistenceAdapter> TakeOverAsync(long epoch)
    {
        Assert.True(Layout.TryAdvance(epoch));
        var (adapter, report) = await OpenAsync(_directory, segmentBytes: SegmentBytes, tenure: new MasterTenure(new Fence(epoch + 1), _time, long.MaxValue));
        Assert.Empty(report.Damage);
        return adapter;
    }
}

using Broker.Core.Storage;
using Broker.Storage.Journal;
using Broker.Tests.Fixtures;

namespace Broker.Tests.Storage.Journal;

public sealed class SharedFileLockTests : IDisposable
{
    private readonly TemporaryDirectory _directory = new();
    private readonly ManualTime _time = new();

    public void Dispose() => _directory.Dispose();

    [Fact]
    public async Task TryAcquire_NewDirectory_BeginsEpochOne()
    {
        await using var a = Create("a");
        var claim = await a.TryAsync(afterFailure: false);
        Assert.Equal(new LeaseClaim(new Fence(1), null, null), claim);
        Assert.Equal("epoch-0000000001", EpochName());
    }

    [Fact]
    public async Task TryAcquire_HeldAndRenewed_IsRefusedHoweverLong()
    {
        await using var a = Create("a");
        await using var b = Create("b");
        var fence = await a.TakeAsync();
        for (var i = 0; i < 20; i++)
        {
            var claim = await b.TryAsync();
            Assert.Equal((null, "Node a holds the store.", "a"), (claim.Fence, claim.Obstacle, claim.Holder));
            _time.Advance(FileLocks.Lease / 3);
            Assert.Equal(LeaseAnswer.Held, await a.RenewAsync(fence));
        }
    }

    [Fact]
    public async Task TryAcquire_HolderStandsStillForALease_TakenAlthoughItsLockIsHeld()
    {
        await using var a = Create("a");
        await using var b = Create("b");
        var old = await a.TakeAsync();
        Assert.Null((await b.TryAsync()).Fence);
        _time.Advance(FileLocks.Lease - TimeSpan.FromMilliseconds(1));
        Assert.Null((await b.TryAsync()).Fence);
        _time.Advance(TimeSpan.FromMilliseconds(1));
        var claim = await b.TryAsync();
        Assert.Equal((new Fence(2), "a"), (claim.Fence, claim.Holder));
        Assert.Equal(LeaseAnswer.Lost, await a.RenewAsync(old));
        Assert.Equal(LeaseAnswer.Held, await b.RenewAsync(new Fence(2)));
        await a.ReleaseAsync(old);
        Assert.Equal("Node b holds the store.", (await a.TryAsync()).Obstacle);
    }

    [Fact]
    public async Task TryAcquire_HolderGone_TakenAtOnceUnlessOnlyGivenBackIsWanted()
    {
        await using var b = Create("b");
        var a = Create("a");
        await a.TakeAsync();
        await a.DisposeAsync();
        Assert.Equal("Node a failed, and this node takes over from no failed one.", (await b.TryAsync(afterFailure: false)).Obstacle);
        Assert.Equal(new Fence(2), (await b.TryAsync()).Fence);
    }

    [Fact]
    public async Task TryAcquire_HolderGoesWhileWaiting_TakenWithinATenthOfASecond()
    {
        await using var b = Create("b");
        var a = Create("a");
        await a.TakeAsync();
        var waiting = b.TryAcquireAsync(afterFailure: true, TimeSpan.FromSeconds(1), CancellationToken.None).AsTask();
        await Eventually.TrueAsync(() => _time.Waiting > 0);
        await a.DisposeAsync();
        _time.Advance(TimeSpan.FromMilliseconds(100));
        Assert.Equal(new Fence(2), (await waiting.WaitAsync(Eventually.Patience)).Fence);
    }

    [Fact]
    public async Task Release_WithoutSuccessor_WhoeverComesFirst()
    {
        await using var a = Create("a");
        await using var b = Create("b");
        await a.ReleaseAsync(await a.TakeAsync());
        Assert.Equal(new Fence(2), (await b.TryAsync(afterFailure: false)).Fence);
    }

    [Fact]
    public async Task Release_ToSuccessor_OthersLeaveItOneLease()
    {
        await using var a = Create("a");
        await using var b = Create("b");
        await using var c = Create("c");
        await a.ReleaseAsync(await a.TakeAsync(), "c");
        Assert.Equal("The store is left to node c.", (await b.TryAsync()).Obstacle);
        Assert.Equal("The store is left to node c.", (await a.TryAsync()).Obstacle);
        _time.Advance(FileLocks.Lease);
        Assert.Equal(new Fence(2), (await b.TryAsync(afterFailure: false)).Fence);
        await b.ReleaseAsync(new Fence(2), "c");
        Assert.Equal(new Fence(3), (await c.TryAsync(afterFailure: false)).Fence);
    }

    [Fact]
    public void Silence_WatcherStoodStillItself_DoesNotCountThatTime()
    {
        var silence = new LockSilence(_time);
        var seen = new LockOutlook(1, null, IsDeserted: false, _time.GetTimestamp());
        Assert.Equal(TimeSpan.Zero, silence.Observe(seen));
        _time.Advance(TimeSpan.FromSeconds(2));
        var again = seen with { LookedAt = _time.GetTimestamp() };
        _time.Advance(FileLocks.Lease);
        Assert.Equal(TimeSpan.FromSeconds(2), silence.Observe(again));
        Assert.Equal(TimeSpan.Zero, silence.Observe(again with { Epoch = 2 }));
    }

    [Fact]
    public async Task TryAcquire_HolderWakesInTheLastMoment_OutwaitsItsLease()
    {
        var disk = new HeldDisk();
        await using var a = Create("a");
        await using var b = Create("b", disk);
        var fence = await a.TakeAsync();
        Assert.Null((await b.TryAsync()).Fence);
        _time.Advance(FileLocks.Lease);
        // The first call looks for the mark of the layout; the second is the renaming.
        disk.HoldAfter(1);
        var taking = b.TryAsync().AsTask();
        await Eventually.TrueAsync(() => disk.IsHeld);
        Assert.Equal(LeaseAnswer.Held, await a.RenewAsync(fence));
        var renewed = _time.GetTimestamp();
        disk.GoOn();
        await Eventually.TrueAsync(() =>
        {
            if (!taking.IsCompleted && _time.Waiting > 0) _time.Advance(TimeSpan.FromMilliseconds(500));
            return taking.IsCompleted;
        });
        Assert.Equal(new Fence(2), (await taking).Fence);
        Assert.True(_time.GetElapsedTime(renewed) >= FileLocks.Lease, "It served while the holder before could still believe to be master.");
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    public async Task TryAcquire_TakerStandsStillAtAnyStep_TheNextOneTakesAndTheFirstHasNothing(int step)
    {
        var disk = new HeldDisk();
        await using var a = Create("a");
        await using var b = Create("b", disk);
        await using var c = Create("c");
        await a.TakeAsync();
        await a.DisposeAsync();
        disk.HoldAfter(step);
        var first = b.TryAsync().AsTask();
        await Eventually.TrueAsync(() => disk.IsHeld);
        await c.TryAsync();
        _time.Advance(FileLocks.Lease);
        var fence = (await c.TryAsync()).Fence ?? (await c.TryAsync()).Fence;
        Assert.NotNull(fence);
        disk.GoOn();
        var late = await first;
        if (late.Fence is { } lost) Assert.Equal(LeaseAnswer.Lost, await b.RenewAsync(lost));
        Assert.Equal(LeaseAnswer.Held, await c.RenewAsync(fence.Value));
        Assert.Equal($"epoch-{fence.Value.Epoch:D10}", EpochName());
    }

    [Fact]
    public async Task TryAcquire_ManyAtOnce_OneHasIt()
    {
        for (var round = 0; round < 20; round++)
        {
            using var directory = new TemporaryDirectory();
            var locks = Enumerable.Range(0, 6).Select(one => FileLocks.Create(directory, $"node{one}", _time)).ToList();
            var claims = await Task.WhenAll(locks.Select(one => Task.Run(async () =>
            {
                try
                {
                    return (await one.TryAsync()).Fence;
                }
                catch (StoreException)
                {
                    // Another one is making the layout.
                    return null;
                }
            })));
            Assert.Equal(new Fence(1), Assert.Single(claims, claim => claim is not null));
            foreach (var one in locks) await one.DisposeAsync();
        }
    }

    [Fact]
    public async Task Renew_MediumHangs_UnknownAfterAThirdOfTheLease()
    {
        var disk = new HeldDisk();
        await using var a = Create("a", disk);
        var fence = await a.TakeAsync();
        disk.HoldAfter(0);
        var renewal = a.RenewAsync(fence).AsTask();
        await Eventually.TrueAsync(() => disk.IsHeld);
        Assert.False(renewal.IsCompleted);
        _time.Advance(FileLocks.Lease / 3);
        Assert.Equal(LeaseAnswer.Unknown, await renewal.WaitAsync(Eventually.Patience));
        disk.GoOn();
        Assert.Equal(LeaseAnswer.Held, await a.RenewAsync(fence));
    }

    [Fact]
    public async Task Renew_MediumFails_Unknown()
    {
        var disk = new FaultyDisk();
        await using var a = Create("a", disk);
        var fence = await a.TakeAsync();
        disk.FailsSyncs = true;
        Assert.Equal(LeaseAnswer.Unknown, await a.RenewAsync(fence));
        disk.FailsSyncs = false;
        Assert.Equal(LeaseAnswer.Held, await a.RenewAsync(fence));
    }

    [Fact]
    public async Task TryAcquire_DirectoryCannotBeUsed_SaysWhichAndWhatHelps()
    {
        var path = Path.Combine(_directory.Path, "file");
        await File.WriteAllTextAsync(path, "x");
        await using var a = new SharedFileLock(new() { Directory = Path.Combine(path, "journal"), NodeName = "a", Incarnation = Guid.NewGuid() });
        var error = await Assert.ThrowsAsync<StoreException>(async () => await a.TryAsync());
        Assert.StartsWith($"The journal directory {path}/journal cannot be used: ", error.Message, StringComparison.Ordinal);
        Assert.EndsWith("Check that it is mounted, and that this process may write there.", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task TryAcquire_EpochTakenAway_IsNotMadeAnew()
    {
        await using (var a = Create("a")) await a.TakeAsync();
        Directory.Delete(Path.Combine(_directory.Path, EpochName()), recursive: true);
        await using var b = Create("b");
        var error = await Assert.ThrowsAsync<StoreException>(async () => await b.TryAsync());
        Assert.Contains("has no directory epoch-*", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Holder_Text_IsFrozenAndReadBack()
    {
        var holder = new LockHolder(8, 42, IsReleased: false, "left:8161", new Guid("0f8fad5b-d9cb-469f-a165-70867728950e"), null);
        var bytes = holder.ToBytes();
        Assert.Equal(LockHolder.Bytes, bytes.Length);
        Assert.StartsWith(
            "epoch 0000000008\nbeats 00000000000000000042\nstate held    \nnode left:8161\nincarnation 0f8fad5b-d9cb-469f-a165-70867728950e\nsuccessor \n ",
            System.Text.Encoding.UTF8.GetString(bytes),
            StringComparison.Ordinal);
        Assert.Equal(holder, LockHolder.TryRead(bytes));
        var released = holder with { IsReleased = true, Successor = "right" };
        Assert.Equal(released, LockHolder.TryRead(released.ToBytes()));
        Assert.Null(LockHolder.TryRead("process 12 on host"u8));
    }

    private SharedFileLock Create(string node, JournalDisk? disk = null) => FileLocks.Create(_directory, node, _time, disk);

    private string EpochName() => Path.GetFileName(Directory.GetDirectories(_directory.Path, "epoch-*").Single());
}

using Broker.Core.Storage;
using Broker.Storage.Memory;

namespace Broker.Tests.Storage.Memory;

/// <summary>Lock and registry of the store that one process has to itself.</summary>
public sealed class MemoryGroupTests
{
    private static readonly TimeSpan Lease = TimeSpan.FromSeconds(10);

    [Fact]
    public async Task Acquire_Again_EpochGrowsAndTheOlderTenureIsLost()
    {
        await using var masterLock = new MemoryMasterLock(Lease);

        var first = (await masterLock.TryAcquireAsync(afterFailure: true, TimeSpan.Zero, default)).Fence!.Value;
        Assert.Equal(LeaseAnswer.Held, await masterLock.RenewAsync(first, default));
        var second = (await masterLock.TryAcquireAsync(afterFailure: false, TimeSpan.Zero, default)).Fence!.Value;

        Assert.Equal(first.Epoch + 1, second.Epoch);
        Assert.Equal(LeaseAnswer.Lost, await masterLock.RenewAsync(first, default));
        Assert.Equal(LeaseAnswer.Held, await masterLock.RenewAsync(second, default));
    }

    [Fact]
    public async Task Release_OldTenure_LeavesTheNewOne()
    {
        await using var masterLock = new MemoryMasterLock(Lease);
        var first = (await masterLock.TryAcquireAsync(afterFailure: true, TimeSpan.Zero, default)).Fence!.Value;
        var second = (await masterLock.TryAcquireAsync(afterFailure: true, TimeSpan.Zero, default)).Fence!.Value;

        await masterLock.ReleaseAsync(first, successor: null, default);
        Assert.Equal(LeaseAnswer.Held, await masterLock.RenewAsync(second, default));
        await masterLock.ReleaseAsync(second, successor: null, default);
        Assert.Equal(LeaseAnswer.Lost, await masterLock.RenewAsync(second, default));
    }

    [Fact]
    public async Task Leave_OtherIncarnation_Stays()
    {
        var registry = new MemoryNodeRegistry();
        var beat = new NodeBeat("a", Guid.NewGuid(), "Master", 1, [], "");
        await registry.BeatAsync(beat, default);
        Assert.Equal(2, Assert.Single(await registry.BeatAsync(beat, default)).Beats);

        await registry.LeaveAsync("a", Guid.NewGuid(), default);
        Assert.Single(await registry.ReadAsync(default));
        await registry.LeaveAsync("a", beat.Incarnation, default);
        Assert.Empty(await registry.ReadAsync(default));
    }

    [Fact]
    public async Task History_Recorded_NewestFirst()
    {
        var registry = new MemoryNodeRegistry();
        foreach (var role in new[] { "Starting", "Slave", "Master" })
        {
            await registry.RecordAsync(new RoleChangeEntry(DateTimeOffset.UnixEpoch, "a", role, null, null), default);
        }

        Assert.Equal(["Master", "Slave"], (await registry.ReadHistoryAsync(2, default)).Select(change => change.Role));
    }
}

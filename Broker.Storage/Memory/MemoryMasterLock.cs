using Broker.Core.Storage;

namespace Broker.Storage.Memory;

/// <summary>The lock of a store that lives in this process: nobody else can want it, so it is always free and never lost.</summary>
/// <param name="leaseDuration">Kept for the sake of the contract; nothing runs out here.</param>
public sealed class MemoryMasterLock(TimeSpan leaseDuration) : IMasterLock
{
    private long _epoch;
    private long _held;

    public TimeSpan LeaseDuration => leaseDuration;

    public ValueTask<LeaseClaim> TryAcquireAsync(bool afterFailure, TimeSpan patience, CancellationToken cancellationToken)
    {
        var epoch = Interlocked.Increment(ref _epoch);
        Volatile.Write(ref _held, epoch);
        return ValueTask.FromResult(new LeaseClaim(new Fence(epoch), null, null));
    }

    public ValueTask<LeaseAnswer> RenewAsync(Fence fence, CancellationToken cancellationToken) =>
        ValueTask.FromResult(Volatile.Read(ref _held) == fence.Epoch ? LeaseAnswer.Held : LeaseAnswer.Lost);

    public Task WatchAsync(Fence fence, CancellationToken cancellationToken) => Task.Delay(Timeout.Infinite, cancellationToken);

    public ValueTask ReleaseAsync(Fence fence, string? successor, CancellationToken cancellationToken)
    {
        Interlocked.CompareExchange(ref _held, 0, fence.Epoch);
        return ValueTask.CompletedTask;
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}

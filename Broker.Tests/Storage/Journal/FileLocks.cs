using Broker.Core.Storage;
using Broker.Storage.Journal;

namespace Broker.Tests.Storage.Journal;

/// <summary>Short words for tests in which nodes want one journal.</summary>
internal static class FileLocks
{
    public static readonly TimeSpan Lease = TimeSpan.FromSeconds(10);

    public static SharedFileLock Create(TemporaryDirectory directory, string node, TimeProvider time, JournalDisk? disk = null) => new(
        new() { Directory = directory.Path, NodeName = node, Incarnation = Guid.NewGuid(), LeaseDuration = Lease },
        disk ?? new JournalDisk(),
        time);

    public static ValueTask<LeaseClaim> TryAsync(this SharedFileLock one, bool afterFailure = true) =>
        one.TryAcquireAsync(afterFailure, TimeSpan.Zero, CancellationToken.None);

    public static async Task<Fence> TakeAsync(this SharedFileLock one) =>
        (await one.TryAsync()).Fence ?? throw new InvalidOperationException("The lock was not to be had.");

    public static ValueTask<LeaseAnswer> RenewAsync(this SharedFileLock one, Fence fence) => one.RenewAsync(fence, CancellationToken.None);

    public static ValueTask ReleaseAsync(this SharedFileLock one, Fence fence, string? successor = null) =>
        one.ReleaseAsync(fence, successor, CancellationToken.None);
}

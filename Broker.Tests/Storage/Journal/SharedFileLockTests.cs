using Broker.Core.Storage;
using Broker.Storage.Journal;

namespace Broker.Tests.Storage.Journal;

public sealed class SharedFileLockTests
{
    [Fact]
    public async Task Acquire_HeldByOther_WaitsUntilReleased()
    {
        using var directory = new TemporaryDirectory();
        var first = new SharedFileLock(directory.Path);
        await using var second = new SharedFileLock(directory.Path);
        await first.AcquireAsync(CancellationToken.None);
        var waiting = second.AcquireAsync(CancellationToken.None).AsTask();
        Assert.False(waiting.IsCompleted);
        await first.DisposeAsync();
        await waiting.WaitAsync(TimeSpan.FromSeconds(20));
    }

    [Fact]
    public async Task Acquire_Cancelled_GivesUp()
    {
        using var directory = new TemporaryDirectory();
        await using var first = new SharedFileLock(directory.Path);
        await using var second = new SharedFileLock(directory.Path);
        await first.AcquireAsync(CancellationToken.None);
        using var cancel = new CancellationTokenSource();
        var waiting = second.AcquireAsync(cancel.Token).AsTask();
        await cancel.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waiting);
    }

    [Fact]
    public async Task Acquire_DirectoryIsAFile_IsOneSentence()
    {
        using var directory = new TemporaryDirectory();
        var path = Path.Combine(directory.Path, "file");
        await File.WriteAllTextAsync(path, "x");
        await using var it = new SharedFileLock(path);
        var error = await Assert.ThrowsAsync<StoreException>(async () => await it.AcquireAsync(CancellationToken.None));
        Assert.Contains(path, error.Message, StringComparison.Ordinal);
    }
}

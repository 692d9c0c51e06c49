using Broker.Core.Storage;
using Broker.Tests.Contracts;
using static Broker.Tests.Storage.Journal.JournalFixture;

namespace Broker.Tests.Storage.Journal;

public sealed class JournalFailureTests
{
    public static TheoryData<string> Failures => ["write", "half", "sync"];

    [Theory]
    [MemberData(nameof(Failures))]
    public async Task Append_DiskFails_NothingIsStoredAndServiceGoesOn(string kind)
    {
        using var directory = new TemporaryDirectory();
        var disk = new FaultyDisk();
        var (adapter, _) = await OpenAsync(directory, disk);
        var queue = adapter.OpenQueue(Queue);
        var first = StoreMessages.Create(Queue);
        await queue.AppendAsync(first);
        Set(disk, kind, fails: true);
        for (var i = 0; i < 3; i++)
        {
            await Assert.ThrowsAnyAsync<StoreException>(async () => await queue.AppendAsync(StoreMessages.Create(Queue)));
        }

        queue.Remove(MessageKey.Of(first));
        Assert.NotNull(adapter.Usage.WriteError);
        Assert.Equal(0, queue.Count);
        Set(disk, kind, fails: false);
        var last = StoreMessages.Create(Queue);
        await queue.AppendAsync(last);
        await adapter.FlushAsync();
        Assert.Null(adapter.Usage.WriteError);
        Assert.Equal([last.Sequence], await ReadSequencesAsync(adapter));
        using var crashed = directory.CopyAsAfterCrash();
        await adapter.DisposeAsync();
        var (again, report) = await OpenAsync(crashed);
        Assert.Empty(report.Damage);
        Assert.Equal([last.Sequence], await ReadSequencesAsync(again));
        await again.DisposeAsync();
    }

    [Fact]
    public async Task Append_NoNewSegments_RefusedUntilSpaceIsThere()
    {
        using var directory = new TemporaryDirectory();
        var disk = new FaultyDisk();
        var (adapter, _) = await OpenAsync(directory, disk);
        var queue = adapter.OpenQueue(Queue);
        disk.FailsAllocations = true;
        var answered = new List<long>();
        await Assert.ThrowsAsync<StoreFullException>(async () =>
        {
            while (true)
            {
                var message = StoreMessages.Create(Queue, 1000);
                await queue.AppendAsync(message);
                answered.Add(message.Sequence);
            }
        });
        Assert.Equal(answered, await ReadSequencesAsync(adapter));
        queue.Remove(new MessageKey(answered[0], SizeBytes: 0, Priority: 4, Persistent: true, Expires: false));
        await adapter.FlushAsync();
        disk.FailsAllocations = false;
        await queue.AppendAsync(StoreMessages.Create(Queue));
        Assert.Equal(answered.Count, queue.Count);
        await adapter.DisposeAsync();
    }

    private static void Set(FaultyDisk disk, string kind, bool fails)
    {
        if (kind is "write") disk.FailsWrites = fails;
        if (kind is "half") disk.FailsHalfWrites = fails;
        if (kind is "sync") disk.FailsSyncs = fails;
    }
}

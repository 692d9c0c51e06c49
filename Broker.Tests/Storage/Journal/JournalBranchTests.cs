using Broker.Core.Messages;
using Broker.Storage.Journal;
using Broker.Tests.Contracts;
using static Broker.Tests.Storage.Journal.JournalFixture;

namespace Broker.Tests.Storage.Journal;

/// <summary>Branches in doubt outlive the segments in which they were prepared.</summary>
public sealed class JournalBranchTests : IDisposable
{
    private static readonly XaTransactionId _id = new(1, [1], [2]);
    private readonly TemporaryDirectory _directory = new();

    public void Dispose() => _directory.Dispose();

    [Fact]
    public async Task Reclaim_SegmentOfAPreparedBranch_BranchStays()
    {
        var (adapter, _) = await OpenAsync(_directory);
        var message = StoreMessages.Create(Queue, 2000);
        await PrepareAsync(adapter, message);
        var first = Segments(_directory)[0];
        var store = adapter.OpenQueue(Queue);
        for (var i = 0; i < 100; i++) await store.AppendAsync(StoreMessages.Create(Queue, 2000));
        store.RemoveAll();
        await adapter.FlushAsync();
        await adapter.Reclaimer.ReclaimAsync();
        await adapter.Reclaimer.ReclaimAsync();
        Assert.DoesNotContain(first, Segments(_directory));

        using var crashed = _directory.CopyAsAfterCrash();
        await AssertKeptAsync(crashed, message);
        await adapter.DisposeAsync();
        await AssertKeptAsync(_directory, message);
    }

    [Fact]
    public async Task Checkpoint_BranchLargerThanOneBlock_IsWhole()
    {
        var (adapter, _) = await OpenAsync(_directory);
        var message = StoreMessages.Create(Queue, 17 * 1024 * 1024);
        await PrepareAsync(adapter, message);
        await adapter.DisposeAsync();
        await AssertKeptAsync(_directory, message);
    }

    [Fact]
    public async Task Checkpoint_AfterTheEnd_BranchIsGone()
    {
        var (adapter, _) = await OpenAsync(_directory);
        await PrepareAsync(adapter, StoreMessages.Create(Queue));
        await adapter.Reclaimer.ReclaimAsync();
        var transaction = adapter.Transactions.Begin();
        transaction.EndPrepared(_id);
        await transaction.CommitAsync();
        using var crashed = _directory.CopyAsAfterCrash();
        await adapter.DisposeAsync();
        foreach (var directory in new[] { crashed, _directory })
        {
            var (later, _) = await OpenAsync(directory);
            Assert.Empty(later.Transactions.ReadPrepared());
            await later.DisposeAsync();
        }
    }

    private static ValueTask PrepareAsync(JournalPersistenceAdapter adapter, Message message) =>
        adapter.Transactions.PrepareAsync(new(_id, DateTimeOffset.UnixEpoch, [new(Queue, message)], []));

    private static async Task AssertKeptAsync(TemporaryDirectory directory, Message message)
    {
        var (adapter, report) = await OpenAsync(directory);
        Assert.Empty(report.Damage);
        Assert.Equal(message.Content, Assert.Single(Assert.Single(adapter.Transactions.ReadPrepared()).Sends).Message.Content);
        await adapter.DisposeAsync();
    }
}

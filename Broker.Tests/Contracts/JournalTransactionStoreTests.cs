using Broker.Core.Storage;
using Broker.Storage.Journal;
using Broker.Tests.Storage.Journal;

namespace Broker.Tests.Contracts;

public sealed class JournalTransactionStoreTests : TransactionStoreContract
{
    private readonly List<TemporaryDirectory> _directories = [new()];

    public override async Task DisposeAsync()
    {
        await base.DisposeAsync();
        foreach (var directory in _directories) directory.Dispose();
    }

    protected override IPersistenceAdapter Create() => new JournalPersistenceAdapter(
        new JournalOptions { Directory = _directories[^1].Path, SegmentSizeBytes = 64 * 1024 }, MasterTenure.Unlimited(TimeProvider.System));

    protected override IPersistenceAdapter CreateSmall() => new JournalPersistenceAdapter(
        new JournalOptions { Directory = Path.Combine(_directories[0].Path, "small"), StoreLimitBytes = 100_000 }, MasterTenure.Unlimited(TimeProvider.System));

    protected override Task CrashAsync()
    {
        _directories.Add(_directories[^1].CopyAsAfterCrash());
        return AbandonAsync();
    }
}

using Broker.Core.Storage;
using Broker.Storage.Journal;
using Broker.Tests.Storage.Journal;

namespace Broker.Tests.Contracts;

public sealed class JournalJobStoreTests : JobStoreContract, IDisposable
{
    private readonly TemporaryDirectory _directory = new();

    protected override bool CountsSizes => false;

    public void Dispose() => _directory.Dispose();

    protected override IPersistenceAdapter Create() =>
        new JournalPersistenceAdapter(new JournalOptions { Directory = _directory.Path, SegmentSizeBytes = 64 * 1024 }, MasterTenure.Unlimited(TimeProvider.System));

    protected override IPersistenceAdapter CreateSmall() =>
        new JournalPersistenceAdapter(new JournalOptions { Directory = Path.Combine(_directory.Path, "small"), StoreLimitBytes = 100_000 }, MasterTenure.Unlimited(TimeProvider.System));
}

using Broker.Core.Storage;
using Broker.Storage.Memory;

namespace Broker.Tests.Contracts;

public sealed class MemoryTransactionStoreTests : TransactionStoreContract
{
    protected override bool Survives => false;

    protected override IPersistenceAdapter Create() => new MemoryPersistenceAdapter();

    protected override IPersistenceAdapter CreateSmall() => new MemoryPersistenceAdapter(50_000);

    protected override Task CrashAsync() => throw new NotSupportedException("Nothing survives it.");
}

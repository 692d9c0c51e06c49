using Broker.Core.Storage;
using Broker.Storage.Memory;

namespace Broker.Tests.Contracts;

public sealed class MemoryJobStoreTests : JobStoreContract
{
    protected override bool Survives => false;

    protected override IPersistenceAdapter Create() => new MemoryPersistenceAdapter();

    protected override IPersistenceAdapter CreateSmall() => new MemoryPersistenceAdapter(50_000);
}

using Broker.Core.Storage;

namespace Broker.Storage.Database;

/// <inheritdoc cref="ITransactionStore"/>
internal sealed class DatabaseTransactionStore(DatabaseWriter writer) : ITransactionStore
{
    public IStoreTransaction Begin() => new DatabaseTransaction(writer);
}

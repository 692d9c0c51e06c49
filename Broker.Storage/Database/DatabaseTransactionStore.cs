using Broker.Core.Storage;
using Broker.Storage.Commits;

namespace Broker.Storage.Database;

/// <inheritdoc cref="ITransactionStore"/>
internal sealed class DatabaseTransactionStore(DatabaseWriter writer, DatabaseCatalogue catalogue, PreparedBranches branches) : ITransactionStore
{
    public IStoreTransaction Begin() => new DatabaseTransaction(writer, branches);

    public ValueTask PrepareAsync(PreparedBranch branch) =>
        branches.PrepareAsync(branch, static store => ((DatabaseMessageStore)store).Id, writer.PrepareAsync);

    public IReadOnlyList<PreparedBranch> ReadPrepared()
    {
        var stores = catalogue.Stores.ToDictionary(store => store.Id);
        return branches.Read(id => stores.GetValueOrDefault(id));
    }
}

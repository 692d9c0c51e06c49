using Broker.Core.Storage;
using Broker.Storage.Commits;
using Broker.Storage.Encodings;

namespace Broker.Storage.Database;

/// <inheritdoc cref="ITransactionStore"/>
internal sealed class DatabaseTransactionStore(DatabaseWriter writer, DatabaseCatalogue catalogue, PreparedBranches branches) : ITransactionStore
{
    public IStoreTransaction Begin() => new DatabaseTransaction(writer, branches);

    public ValueTask PrepareAsync(PreparedBranch branch)
    {
        KeptBranch kept;
        try
        {
            kept = new KeptBranch(branch.Id, branch.PreparedAt, BranchOperations.Encode(branch, static store => ((DatabaseMessageStore)store).Id));
        }
        catch (StoreException e)
        {
            return ValueTask.FromException(e);
        }

        return writer.PrepareAsync(new BranchChange(branches, kept.Id, kept), [.. branch.PersistentIds]);
    }

    public IReadOnlyList<PreparedBranch> ReadPrepared()
    {
        var stores = catalogue.Stores.ToDictionary(store => store.Id);
        return branches.Snapshot().ConvertAll(kept => BranchOperations.Decode(kept.Id, kept.PreparedAt, kept.Operations.Span, id => stores.GetValueOrDefault(id)));
    }
}

using Broker.Core.Storage;
using Broker.Storage.Commits;
using Broker.Storage.Encodings;

namespace Broker.Storage.Journal;

/// <summary>Hands out transactions that become one Batch record, and keeps branches as Prepare records.</summary>
internal sealed class JournalTransactionStore(JournalWriter writer, JournalCatalogue catalogue, PreparedBranches branches) : ITransactionStore
{
    public IStoreTransaction Begin() => new JournalTransaction(writer, catalogue.Jobs, branches);

    public ValueTask PrepareAsync(PreparedBranch branch)
    {
        KeptBranch kept;
        try
        {
            kept = new KeptBranch(branch.Id, branch.PreparedAt, BranchOperations.Encode(branch, static store => ((JournalMessageStore)store).Number));
        }
        catch (StoreException e)
        {
            return ValueTask.FromException(e);
        }

        return writer.PrepareAsync(new BranchChange(branches, kept.Id, kept), [.. branch.PersistentIds]);
    }

    public IReadOnlyList<PreparedBranch> ReadPrepared() =>
        branches.Snapshot().ConvertAll(kept => BranchOperations.Decode(kept.Id, kept.PreparedAt, kept.Operations.Span, catalogue.FindStore));
}

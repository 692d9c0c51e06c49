using Broker.Core.Storage;
using Broker.Storage.Commits;

namespace Broker.Storage.Journal;

/// <summary>Hands out transactions that become one Batch record, and keeps branches as Prepare records.</summary>
internal sealed class JournalTransactionStore(JournalWriter writer, JournalCatalogue catalogue, PreparedBranches branches) : ITransactionStore
{
    public IStoreTransaction Begin() => new JournalTransaction(writer, catalogue.Jobs, branches);

    public ValueTask PrepareAsync(PreparedBranch branch) =>
        branches.PrepareAsync(branch, static store => ((JournalMessageStore)store).Number, writer.PrepareAsync);

    public IReadOnlyList<PreparedBranch> ReadPrepared() => branches.Read(catalogue.FindStore);
}

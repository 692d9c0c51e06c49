using Broker.Core.Storage;

namespace Broker.Storage.Journal;

/// <summary>Hands out transactions that become one Batch record.</summary>
internal sealed class JournalTransactionStore(JournalWriter writer, JournalJobStore jobs) : ITransactionStore
{
    public IStoreTransaction Begin() => new JournalTransaction(writer, jobs);
}

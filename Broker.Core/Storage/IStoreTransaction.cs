using Broker.Core.Messages;

namespace Broker.Core.Storage;

/// <summary>Operations gathered for one atomic commit. Used by one thread at a time; forgotten when dropped.</summary>
public interface IStoreTransaction
{
    /// <summary>As <see cref="IMessageStore.AppendAsync"/>; the sequence is set by <see cref="CommitAsync"/>.</summary>
    void Append(IMessageStore store, Message message);

    /// <summary>As <see cref="ITopicMessageStore.AppendAsync"/>; the sequence is set by <see cref="CommitAsync"/>.</summary>
    void Append(ITopicMessageStore topic, Message message, IReadOnlyList<IMessageStore> subscriptions);

    /// <summary>As <see cref="IMessageStore.Remove"/>, from the commit on.</summary>
    void Remove(IMessageStore store, MessageKey message);

    /// <summary>Adds a job, or puts it in the place of the one with its id.</summary>
    /// <remarks>
    /// Like an append of its message it raises what is known of its producer (<see cref="IPersistenceAdapter.GetLastProducerSequence"/>), when the
    /// message is persistent. A non-persistent message's job is as durable as a persistent one's. The message counts against the store's limit, and its sequence is not touched.
    /// </remarks>
    /// <exception cref="StoreException">The job's id is empty, or longer than <see cref="ScheduledJob.MaxIdBytes"/>.</exception>
    void PutJob(ScheduledJob job);

    /// <summary>Takes a job out; an unknown id is ignored.</summary>
    void RemoveJob(string id);

    /// <summary>Forgets what <see cref="ITransactionStore.PrepareAsync"/> keeps of a branch, from the commit on. One that is not there is ignored.</summary>
    /// <remarks>A branch commits as a transaction that does what was prepared and ends it; alone, this rolls it back.</remarks>
    void EndPrepared(XaTransactionId branch);

    /// <summary>
    /// Hands over everything as one operation and gives the messages their sequences before it returns; completes when all of it is
    /// durable. After a crash either all or nothing of it is there.
    /// </summary>
    /// <exception cref="StoreFullException">There is no space; nothing happened.</exception>
    /// <exception cref="StoreException">The write failed; nothing happened.</exception>
    ValueTask CommitAsync();
}

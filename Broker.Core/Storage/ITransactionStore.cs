namespace Broker.Core.Storage;

/// <summary>Makes several operations durable all together or not at all, at once or in two phases.</summary>
/// <remarks>
/// A branch is kept from <see cref="PrepareAsync"/> until a transaction that ends it commits
/// (<see cref="IStoreTransaction.EndPrepared"/>). What it will do is kept apart: stores neither count nor read its sends, and still have
/// what it removes; to hold that back is the engine's part. Source of the role: ActiveMQ's TransactionStore.
/// </remarks>
public interface ITransactionStore
{
    /// <summary>An empty transaction. It holds nothing in the store until it is committed.</summary>
    IStoreTransaction Begin();

    /// <summary>
    /// Keeps a branch; completes when it is durable, and with it the producers' marks of what it sends. One of the same id is replaced.
    /// </summary>
    /// <exception cref="StoreFullException">There is no space; nothing is kept.</exception>
    /// <exception cref="StoreException">The write failed, or the branch is too large for the store; nothing is kept.</exception>
    ValueTask PrepareAsync(PreparedBranch branch);

    /// <summary>The branches prepared and not ended, the oldest first; after a crash just those whose prepare was durable and whose end was not.</summary>
    /// <remarks>
    /// Each call makes new messages which nobody else holds. A removal whose store has been removed meanwhile is left out.
    /// </remarks>
    /// <exception cref="StoreException">A branch cannot be read; the message names it.</exception>
    IReadOnlyList<PreparedBranch> ReadPrepared();
}

using Broker.Core.Security;

namespace Broker.Core.Management;

/// <summary>What people and programs may see of a broker and do to it; console and REST go through here alike.</summary>
/// <remarks>
/// Snapshots are cheap and need no right; every command checks the caller's role itself.
/// All members may be called from any thread, also while the broker starts, waits as a slave, or stops: numbers are then 0
/// and lists are empty.
/// </remarks>
public partial interface IBrokerAdministration : IJobAdministration
{
    BrokerView GetBroker();

    /// <summary>The group of nodes on this store, and this node's part in it.</summary>
    AvailabilityView GetAvailability();

    /// <summary>Hands the store to another node, without losing or repeating anything; completes when that node serves.</summary>
    /// <param name="caller">An administrator.</param>
    /// <param name="node">The node that is to follow; null takes the slave that told last.</param>
    /// <param name="cancellationToken">Stops waiting for the end; the switchover goes on.</param>
    /// <exception cref="CommandRefusedException">The role may not, this node is not master, or there is no such slave.</exception>
    ValueTask SwitchOverAsync(User caller, string? node, CancellationToken cancellationToken);

    /// <summary>Producers that wait for space now, and for which; the one that has waited longest comes first.</summary>
    IReadOnlyList<BlockedProducerView> ListBlockedProducers();

    /// <summary>One sample a second, oldest first, up to ten minutes back; a gap in time means no sample was taken.</summary>
    IReadOnlyList<RateSample> GetRates();

    /// <summary>Queues of the given page, filtered and sorted at the source. Temporary queues are left out.</summary>
    Page<QueueView> ListQueues(QueueQuery query);

    /// <summary>One queue, or null when there is none of that name.</summary>
    QueueView? FindQueue(string name);

    /// <summary>Messages waiting in a queue, in their order, read from the store page by page.</summary>
    /// <param name="caller">Anyone signed in.</param>
    /// <param name="queue">Queue name.</param>
    /// <param name="after">Only messages whose sequence is larger; 0 starts at the head.</param>
    /// <param name="limit">1 to 500.</param>
    /// <exception cref="CommandRefusedException">No such queue, or the limit is out of range.</exception>
    ValueTask<IReadOnlyList<MessageView>> BrowseAsync(User caller, string queue, long after, int limit, CancellationToken cancellationToken);

    /// <summary>Sends one text message; completes when it is stored.</summary>
    /// <returns>The JMS message id.</returns>
    /// <exception cref="CommandRefusedException">The role may not send, or the request is wrong; the message says what and the right form.</exception>
    ValueTask<string> SendAsync(User caller, SendRequest request, CancellationToken cancellationToken);

    /// <summary>Adds an empty queue; an existing one is left as it is.</summary>
    /// <exception cref="CommandRefusedException">The role may not, or the name is no queue name.</exception>
    ValueTask CreateQueueAsync(User caller, string queue, CancellationToken cancellationToken);

    /// <summary>Removes all waiting messages but those a consumer holds.</summary>
    /// <returns>How many were removed.</returns>
    /// <exception cref="CommandRefusedException">The role may not, or there is no such queue.</exception>
    ValueTask<long> PurgeQueueAsync(User caller, string queue, CancellationToken cancellationToken);

    /// <summary>Removes a queue with its messages.</summary>
    /// <exception cref="CommandRefusedException">The role may not, there is no such queue, or it has consumers.</exception>
    ValueTask DeleteQueueAsync(User caller, string queue, CancellationToken cancellationToken);

    /// <summary>How many waiting messages of a queue are selected: what a command with the same selection would act on now.</summary>
    /// <exception cref="CommandRefusedException">No such queue, or the selection is wrong.</exception>
    ValueTask<long> CountMessagesAsync(User caller, string queue, MessageSelection selection, CancellationToken cancellationToken);

    /// <summary>Sends dead letters back to the queue or topic they died in, as new; each leaves and arrives in one operation of the store.</summary>
    /// <returns>How many went; those that are no dead letters stay.</returns>
    /// <exception cref="CommandRefusedException">The role may not, there is no such queue, it is no dead-letter queue, or the selection is wrong.</exception>
    ValueTask<long> RetryMessagesAsync(User caller, string queue, MessageSelection selection, CancellationToken cancellationToken);

    /// <summary>Moves waiting messages to the end of another queue; each leaves and arrives in one operation of the store.</summary>
    /// <returns>How many went.</returns>
    /// <exception cref="CommandRefusedException">The role may not, one of the queues does not exist or both are one, or the selection is wrong.</exception>
    ValueTask<long> MoveMessagesAsync(User caller, string queue, MessageSelection selection, string target, CancellationToken cancellationToken);

    /// <summary>Copies waiting messages to the end of a queue, which may be their own.</summary>
    /// <returns>How many were copied.</returns>
    /// <exception cref="CommandRefusedException">The role may not, one of the queues does not exist, or the selection is wrong.</exception>
    ValueTask<long> CopyMessagesAsync(User caller, string queue, MessageSelection selection, string target, CancellationToken cancellationToken);

    /// <summary>Branches of distributed transactions that are in doubt, the oldest first.</summary>
    IReadOnlyList<PreparedTransactionView> ListPreparedTransactions();

    /// <summary>Commits a branch in place of its transaction manager, which is not asked and may have decided otherwise elsewhere.</summary>
    /// <remarks>The manager is told afterwards, when it asks, that there is no such transaction.</remarks>
    /// <param name="caller">An administrator.</param>
    /// <param name="xid">As <see cref="PreparedTransactionView.Xid"/>.</param>
    /// <param name="cancellationToken">Not used once it has begun.</param>
    /// <exception cref="CommandRefusedException">The role may not, there is no such branch in doubt, or it is being decided in this moment.</exception>
    ValueTask CommitPreparedTransactionAsync(User caller, string xid, CancellationToken cancellationToken);

    /// <summary>As <see cref="CommitPreparedTransactionAsync"/>, but nothing of the branch happens: what it acknowledged is delivered again.</summary>
    ValueTask RollbackPreparedTransactionAsync(User caller, string xid, CancellationToken cancellationToken);
}

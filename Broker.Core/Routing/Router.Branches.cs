using System.Collections.Concurrent;
using Broker.Core.Destinations;
using Broker.Core.Messages;
using Broker.Core.Storage;
using Broker.Core.Transactions;

namespace Broker.Core.Routing;

/// <content>Branches of distributed transactions (XA). They are the broker's, not a connection's: whoever knows an id may work in it and decide it.</content>
public sealed partial class Router
{
    private readonly ConcurrentDictionary<XaTransactionId, Branch> _branches = new();

    /// <summary>The branches in doubt, the oldest first: prepared by whatever connection or tenure, and neither committed nor rolled back.</summary>
    public IReadOnlyList<XaTransaction> Prepared =>
    [
        .. _branches.Values.Select(static branch => branch.Transaction).Where(static transaction => transaction.IsPrepared).OrderBy(static transaction => transaction.PreparedAt),
    ];

    /// <summary>Takes up the branches that earlier tenures prepared. Before the first client comes.</summary>
    /// <returns>How many there are.</returns>
    /// <exception cref="StoreException">They cannot be read.</exception>
    public async ValueTask<int> RecoverAsync(CancellationToken cancellationToken)
    {
        foreach (var branch in _persistence.Transactions.ReadPrepared())
        {
            _branches[branch.Id] = new(await XaTransaction.RecoverAsync(branch, _persistence, _directory, Scheduler.Added, cancellationToken).ConfigureAwait(false), Owner: null);
        }

        return _branches.Count;
    }

    /// <summary>Begins a branch, or joins the one of that id. It ends with the connection that began it, unless it is prepared by then.</summary>
    /// <exception cref="XaException">The id has parts that are too long.</exception>
    public void Begin(ConnectionState connection, XaTransactionId id)
    {
        if (!id.IsValid) throw new XaException(XaErrorCode.Invalid, $"{id} is no id: its parts have at most {XaTransactionId.MaxPartBytes} bytes each.");
        lock (connection.Lock)
        {
            RequireConnected(connection);
            _branches.TryAdd(id, new(new(id, _persistence), connection));
        }
    }

    /// <summary>First phase: completes when the branch is durable, or has nothing to do and is forgotten.</summary>
    /// <exception cref="XaException">There is no such branch, it is in another state, or it is rolled back instead.</exception>
    public async ValueTask<XaVote> PrepareAsync(ConnectionState connection, XaTransactionId id)
    {
        var branch = FindBranch(id);
        try
        {
            await WaitForRoomAsync(connection, branch.Transaction).ConfigureAwait(false);
            return await branch.Transaction.PrepareAsync(_time.GetUtcNow(), connection.Client.FailoverReconnect).ConfigureAwait(false);
        }
        finally
        {
            ForgetIfEnded(branch);
        }
    }

    /// <summary>Completes when the branch has taken effect, durably.</summary>
    /// <param name="id">Which.</param>
    /// <param name="onePhase">Without having been prepared.</param>
    /// <exception cref="XaException">There is no such branch, it is in another state, it is rolled back instead, or the store failed and it is still prepared.</exception>
    public async ValueTask CommitAsync(XaTransactionId id, bool onePhase)
    {
        var branch = FindBranch(id);
        try
        {
            if (onePhase && branch.Owner is { } owner) await WaitForRoomAsync(owner, branch.Transaction).ConfigureAwait(false);
            await SignalConsumedAsync(branch.Transaction.CommitAsync(onePhase)).ConfigureAwait(false);
        }
        finally
        {
            ForgetIfEnded(branch);
        }
    }

    /// <summary>Ends a branch, prepared or not, without effect.</summary>
    /// <exception cref="XaException">There is no such branch, it is being decided, or the store failed and it is still prepared.</exception>
    public async ValueTask RollbackAsync(XaTransactionId id)
    {
        var branch = FindBranch(id);
        try
        {
            await branch.Transaction.RollbackAsync().ConfigureAwait(false);
        }
        finally
        {
            ForgetIfEnded(branch);
        }
    }

    private Branch FindBranch(XaTransactionId id) =>
        _branches.GetValueOrDefault(id) ?? throw Unknown(id);

    private void ForgetIfEnded(Branch branch)
    {
        if (branch.Transaction.HasEnded) _branches.TryRemove(new(branch.Transaction.Id, branch));
    }

    private ITransaction FindOpen(ConnectionState connection, TransactionId id) =>
        id is XaTransactionId branch ? FindBranch(branch).Transaction : FindTransaction(connection, id);

    // What a client that reconnected repeats of a prepared branch is in it. Of one that is not prepared nothing can be stored: then it was
    // prepared before, and is decided.
    private bool IsRepeatedIn(XaTransactionId id, ProducerState producer, Message message)
    {
        var transaction = FindBranch(id).Transaction;
        if (transaction.IsPrepared) return true;
        if (!message.Persistent || message.Id.ProducerSequence > producer.StoredSequence) return false;
        transaction.NoteRepetition();
        return true;
    }

    private bool IsAcknowledgedIn(ConnectionState connection, TransactionId id) =>
        connection.Client.FailoverReconnect && id is XaTransactionId branch && FindBranch(branch).Transaction.IsPrepared;

    // It would have nowhere to go when it commits, and its messages would be lost.
    private void RequireNotPromised(Destination destination)
    {
        foreach (var transaction in Prepared)
        {
            if (!transaction.Count().Sent.ContainsKey(destination)) continue;
            throw new InvalidDestinationException($"Destination: {destination} gets messages of the prepared transaction {transaction.Id}: commit that or roll it back first.");
        }
    }

    private void AbandonBranches(ConnectionState connection)
    {
        foreach (var branch in _branches.Values)
        {
            if (branch.Owner == connection && branch.Transaction.Abandon()) ForgetIfEnded(branch);
        }
    }

    /// <summary>A branch, and the connection that began it; null when an earlier tenure did.</summary>
    private sealed record Branch(XaTransaction Transaction, ConnectionState? Owner);
}

using Broker.Core.Messages;
using Broker.Core.Storage;
using Broker.Core.Transactions;

namespace Broker.Core.Routing;

/// <content>Branches that an operator decides in place of a transaction manager that does not come back.</content>
public sealed partial class Router
{
    private readonly DecidedBranches _decided = new();

    /// <summary>What a transaction manager that recovers has to look at: branches in doubt, and those that were decided without it.</summary>
    public IReadOnlyList<XaTransactionId> Recoverable => [.. Prepared.Select(static transaction => transaction.Id).Union(_decided.Ids)];

    /// <summary>
    /// Commits or rolls back a prepared branch for an operator. Its transaction manager is told of it when it comes back to decide, until it has the
    /// branch forgotten.
    /// </summary>
    /// <exception cref="XaException">There is no such branch, it is not prepared, or the store failed and it is still prepared.</exception>
    public async ValueTask DecideAsync(XaTransactionId id, bool commit)
    {
        // First: between the end of the branch and this a transaction manager would hear that there never was one.
        _decided.Add(id, commit);
        try
        {
            if (commit) await CommitAsync(id, onePhase: false).ConfigureAwait(false);
            else await RollbackAsync(id).ConfigureAwait(false);
        }
        catch (Exception e) when (e is XaException or StoreException)
        {
            _decided.Remove(id);
            throw;
        }
    }

    /// <summary>A transaction manager has taken note of a branch that was decided without it.</summary>
    /// <exception cref="XaException">There is no such branch, or it is not decided.</exception>
    public void Forget(XaTransactionId id)
    {
        if (_decided.Remove(id)) return;
        FindBranch(id);
        throw new XaException(XaErrorCode.Protocol, $"{id} is not decided and cannot be forgotten: commit it or roll it back.");
    }

    private XaException Unknown(XaTransactionId id) => _decided.WasCommitted(id) switch
    {
        true => new(XaErrorCode.HeuristicCommit, $"Transaction '{id}' has been committed by an operator."),
        false => new(XaErrorCode.HeuristicRollback, $"Transaction '{id}' has been rolled back by an operator."),
        null => new(XaErrorCode.UnknownBranch, $"Transaction '{id}' has not been started."),
    };
}

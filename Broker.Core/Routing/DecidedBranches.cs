using Broker.Core.Messages;

namespace Broker.Core.Routing;

/// <summary>Branches that an operator decided in place of their transaction manager, until that has heard of it and forgets them.</summary>
/// <remarks>
/// In memory alone: after a takeover such a branch is unknown, which tells a transaction manager that it is decided but not how. The oldest give
/// way when there are very many. Source: the heuristic decisions of JTA and of X/Open's XA specification.
/// </remarks>
internal sealed class DecidedBranches
{
    private const int MostBranches = 1000;

    private readonly Lock _lock = new();
    private readonly OrderedDictionary<XaTransactionId, bool> _committed = [];

    /// <summary>The oldest first.</summary>
    public IReadOnlyList<XaTransactionId> Ids
    {
        get
        {
            lock (_lock) return [.. _committed.Keys];
        }
    }

    public void Add(XaTransactionId id, bool committed)
    {
        lock (_lock)
        {
            _committed.TryAdd(id, committed);
            if (_committed.Count > MostBranches) _committed.RemoveAt(0);
        }
    }

    /// <returns>Null: it was not decided by an operator, as far as is known.</returns>
    public bool? WasCommitted(XaTransactionId id)
    {
        lock (_lock) return _committed.TryGetValue(id, out var committed) ? committed : null;
    }

    /// <returns>False: it is not known.</returns>
    public bool Remove(XaTransactionId id)
    {
        lock (_lock) return _committed.Remove(id);
    }
}

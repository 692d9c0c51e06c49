namespace Broker.Core.Transactions;

/// <summary>Why a branch cannot do what is asked of it. The numbers are those of X/Open's XA specification, and of javax.transaction.xa.XAException.</summary>
public enum XaErrorCode
{
    /// <summary>XA_RBROLLBACK: the branch was rolled back instead.</summary>
    RolledBack = 100,

    /// <summary>XA_HEURCOM: an operator has committed the branch.</summary>
    HeuristicCommit = 7,

    /// <summary>XA_HEURRB: an operator has rolled the branch back.</summary>
    HeuristicRollback = 6,

    /// <summary>XA_RETRY: nothing happened; the branch is still prepared, and the same may be asked again.</summary>
    Retry = 4,

    /// <summary>XAER_RMERR: the broker could not do it.</summary>
    ResourceManagerError = -3,

    /// <summary>XAER_NOTA: there is no branch of that id.</summary>
    UnknownBranch = -4,

    /// <summary>XAER_INVAL: the id cannot name a branch.</summary>
    Invalid = -5,

    /// <summary>XAER_PROTO: not in the state in which the branch is.</summary>
    Protocol = -6,
}

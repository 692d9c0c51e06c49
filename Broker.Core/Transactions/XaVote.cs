namespace Broker.Core.Transactions;

/// <summary>A branch's answer to being prepared. The numbers are those of X/Open's XA specification.</summary>
public enum XaVote
{
    /// <summary>XA_OK: it is durable, and will do as it is told.</summary>
    Ok = 0,

    /// <summary>XA_RDONLY: there was nothing to do; the branch has ended.</summary>
    ReadOnly = 3,
}

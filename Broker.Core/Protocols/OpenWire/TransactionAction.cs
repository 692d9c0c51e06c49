namespace Broker.Core.Protocols.OpenWire;

/// <summary>What to do with a transaction. Source: OpenWire's TransactionInfo.type.</summary>
public enum TransactionAction : byte
{
    Begin = 0,
    Prepare = 1,
    CommitOnePhase = 2,
    CommitTwoPhase = 3,
    Rollback = 4,

    /// <summary>List the prepared ones.</summary>
    Recover = 5,

    Forget = 6,
    End = 7,
}

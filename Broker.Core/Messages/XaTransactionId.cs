namespace Broker.Core.Messages;

/// <summary>A branch of a distributed transaction, named by its transaction manager (X/Open XID).</summary>
public sealed record XaTransactionId(int FormatId, byte[] GlobalTransactionId, byte[] BranchQualifier) : TransactionId
{
    public bool Equals(XaTransactionId? other) =>
        other is not null
        && FormatId == other.FormatId
        && GlobalTransactionId.AsSpan().SequenceEqual(other.GlobalTransactionId)
        && BranchQualifier.AsSpan().SequenceEqual(other.BranchQualifier);

    public override int GetHashCode()
    {
        var hash = default(HashCode);
        hash.Add(FormatId);
        hash.AddBytes(GlobalTransactionId);
        hash.AddBytes(BranchQualifier);
        return hash.ToHashCode();
    }

    public override string ToString() =>
        $"XID:[{FormatId},globalId={Convert.ToHexStringLower(GlobalTransactionId)},branchId={Convert.ToHexStringLower(BranchQualifier)}]";
}

using Broker.Core.Messages;

namespace Broker.Storage.Commits;

/// <summary>What becomes true of a branch when its operation is durable: it is kept, or has ended.</summary>
/// <param name="Branches">Where.</param>
/// <param name="Id">Which.</param>
/// <param name="Kept">Null when it has ended.</param>
internal sealed record BranchChange(PreparedBranches Branches, XaTransactionId Id, KeptBranch? Kept)
{
    public void Apply()
    {
        if (Kept is null) Branches.Remove(Id);
        else Branches.Put(Kept);
    }
}

using Broker.Core.Messages;
using Broker.Core.Storage;
using Broker.Storage.Encodings;

namespace Broker.Storage.Commits;

/// <summary>The branches that are prepared and not ended, as they lie in the store.</summary>
/// <remarks>They are in memory whole: branches in doubt are few, and the broker that prepared them had them there already.</remarks>
internal sealed class PreparedBranches
{
    private readonly Lock _gate = new();
    private readonly Dictionary<XaTransactionId, KeptBranch> _branches = [];

    /// <summary>Encodes a branch and has it written; from then on it is kept.</summary>
    /// <param name="branch">What was prepared.</param>
    /// <param name="numberOf">By which number a store is known in later tenures.</param>
    /// <param name="writeAsync">Gets the change, and the messages that the branch sends.</param>
    public ValueTask PrepareAsync(
        PreparedBranch branch, Func<IMessageStore, int> numberOf, Func<BranchChange, IReadOnlyList<MessageId>, ValueTask> writeAsync)
    {
        KeptBranch kept;
        try
        {
            kept = new KeptBranch(branch.Id, branch.PreparedAt, BranchOperations.Encode(branch, numberOf));
        }
        catch (StoreException e)
        {
            return ValueTask.FromException(e);
        }

        return writeAsync(new BranchChange(this, kept.Id, kept), [.. branch.PersistentIds]);
    }

    /// <summary>All there are, decoded, the oldest first.</summary>
    /// <param name="find">The store of a number; null when it has gone.</param>
    public List<PreparedBranch> Read(Func<int, IMessageStore?> find) =>
        Snapshot().ConvertAll(kept => BranchOperations.Decode(kept.Id, kept.PreparedAt, kept.Operations.Span, find));

    public void Put(KeptBranch branch)
    {
        lock (_gate)
        {
            _branches[branch.Id] = branch;
        }
    }

    /// <summary>Takes a part of a branch, behind the parts taken before.</summary>
    public void Extend(KeptBranch part)
    {
        lock (_gate)
        {
            _branches[part.Id] = _branches.TryGetValue(part.Id, out var known) ? known with { Operations = (byte[])[.. known.Operations.Span, .. part.Operations.Span] } : part;
        }
    }

    public void Remove(XaTransactionId id)
    {
        lock (_gate)
        {
            _branches.Remove(id);
        }
    }

    /// <summary>All there are, the oldest first.</summary>
    public List<KeptBranch> Snapshot()
    {
        lock (_gate)
        {
            return [.. _branches.Values.OrderBy(branch => branch.PreparedAt)];
        }
    }
}

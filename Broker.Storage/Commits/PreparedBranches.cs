using Broker.Core.Messages;

namespace Broker.Storage.Commits;

/// <summary>The branches that are prepared and not ended, as they lie in the store.</summary>
/// <remarks>They are in memory whole: branches in doubt are few, and the broker that prepared them had them there already.</remarks>
internal sealed class PreparedBranches
{
    private readonly Lock _gate = new();
    private readonly Dictionary<XaTransactionId, KeptBranch> _branches = [];

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

namespace Broker.Core.Storage;

/// <summary>Who is in the group: every node on a store, master or slave, tells here that it lives. Needs no lock.</summary>
/// <remarks>
/// Nothing is decided by it: who is master the lock alone says. Members may be called from any thread.
/// </remarks>
public interface INodeRegistry
{
    /// <summary>Tells that this node lives, and reads the others.</summary>
    /// <returns>All nodes in the store, this one among them, however long ago they told; a node that left is not.</returns>
    /// <exception cref="StoreException">The store cannot be reached.</exception>
    ValueTask<IReadOnlyList<NodeEntry>> BeatAsync(NodeBeat beat, CancellationToken cancellationToken);

    /// <summary>All nodes in the store; changes nothing.</summary>
    /// <exception cref="StoreException">The store cannot be reached.</exception>
    ValueTask<IReadOnlyList<NodeEntry>> ReadAsync(CancellationToken cancellationToken);

    /// <summary>Takes a node out of the group; another incarnation's entry stays.</summary>
    ValueTask LeaveAsync(string name, Guid incarnation, CancellationToken cancellationToken);

    /// <summary>Writes a change of role to the store's history.</summary>
    /// <exception cref="StoreException">The store cannot be reached, or has no place for it yet.</exception>
    ValueTask RecordAsync(RoleChangeEntry change, CancellationToken cancellationToken);

    /// <summary>The latest changes of role in the group, newest first.</summary>
    ValueTask<IReadOnlyList<RoleChangeEntry>> ReadHistoryAsync(int limit, CancellationToken cancellationToken);
}

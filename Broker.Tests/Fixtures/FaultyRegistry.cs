using Broker.Core.Storage;

namespace Broker.Tests.Fixtures;

/// <summary>A registry that can be out of reach.</summary>
internal sealed class FaultyRegistry(INodeRegistry inner) : INodeRegistry
{
    private volatile bool _isAway;

    public bool IsAway
    {
        get => _isAway;
        set => _isAway = value;
    }

    private INodeRegistry Inner => _isAway ? throw new StoreException("The registry is away.") : inner;

    public ValueTask<IReadOnlyList<NodeEntry>> BeatAsync(NodeBeat beat, CancellationToken cancellationToken) => Inner.BeatAsync(beat, cancellationToken);

    public ValueTask<IReadOnlyList<NodeEntry>> ReadAsync(CancellationToken cancellationToken) => Inner.ReadAsync(cancellationToken);

    public ValueTask LeaveAsync(string name, Guid incarnation, CancellationToken cancellationToken) => Inner.LeaveAsync(name, incarnation, cancellationToken);

    public ValueTask RecordAsync(RoleChangeEntry change, CancellationToken cancellationToken) => Inner.RecordAsync(change, cancellationToken);

    public ValueTask<IReadOnlyList<RoleChangeEntry>> ReadHistoryAsync(int limit, CancellationToken cancellationToken) => Inner.ReadHistoryAsync(limit, cancellationToken);
}

using Broker.Core.Storage;

namespace Broker.Storage.Memory;

/// <summary>The group of a store that lives in this process: as a rule one node, and its history for as long as it runs.</summary>
public sealed class MemoryNodeRegistry : INodeRegistry
{
    private const int HistoryKept = 1000;

    private readonly Lock _lock = new();
    private readonly Dictionary<string, NodeEntry> _nodes = new(StringComparer.Ordinal);
    private readonly LinkedList<RoleChangeEntry> _history = new();

    public ValueTask<IReadOnlyList<NodeEntry>> BeatAsync(NodeBeat beat, CancellationToken cancellationToken)
    {
        lock (_lock)
        {
            _nodes[beat.Name] = new NodeEntry(beat, (_nodes.GetValueOrDefault(beat.Name)?.Beats ?? 0) + 1);
            return ValueTask.FromResult<IReadOnlyList<NodeEntry>>([.. _nodes.Values]);
        }
    }

    public ValueTask<IReadOnlyList<NodeEntry>> ReadAsync(CancellationToken cancellationToken)
    {
        lock (_lock)
        {
            return ValueTask.FromResult<IReadOnlyList<NodeEntry>>([.. _nodes.Values]);
        }
    }

    public ValueTask LeaveAsync(string name, Guid incarnation, CancellationToken cancellationToken)
    {
        lock (_lock)
        {
            if (_nodes.GetValueOrDefault(name)?.Beat.Incarnation == incarnation) _nodes.Remove(name);
            return ValueTask.CompletedTask;
        }
    }

    public ValueTask RecordAsync(RoleChangeEntry change, CancellationToken cancellationToken)
    {
        lock (_lock)
        {
            _history.AddFirst(change);
            if (_history.Count > HistoryKept) _history.RemoveLast();
            return ValueTask.CompletedTask;
        }
    }

    public ValueTask<IReadOnlyList<RoleChangeEntry>> ReadHistoryAsync(int limit, CancellationToken cancellationToken)
    {
        lock (_lock)
        {
            return ValueTask.FromResult<IReadOnlyList<RoleChangeEntry>>([.. _history.Take(limit)]);
        }
    }
}

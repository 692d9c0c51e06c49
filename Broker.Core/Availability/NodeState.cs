using Broker.Core.Configuration;
using Broker.Core.Storage;

namespace Broker.Core.Availability;

/// <summary>The role of this node, why it has it, since when, and how it came there. Any thread may read; the broker service changes it.</summary>
public sealed class NodeState(BrokerOptions options, TimeProvider time)
{
    /// <summary>Changes of role that are kept. Unit: changes.</summary>
    public const int HistoryLimit = 100;

    private readonly Lock _lock = new();
    private readonly LinkedList<RoleChange> _history = new([new RoleChange(time.GetUtcNow(), options.NodeName, BrokerRole.Starting, null, null)]);
    private volatile State _state = new(BrokerRole.Starting, null, time.GetUtcNow());
    private TaskCompletionSource _changed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private long _changes = 1;

    public BrokerRole Role => _state.Role;

    /// <summary>One sentence, or null when there is nothing to say.</summary>
    public string? Reason => _state.Reason;

    /// <summary>When the role was taken; another reason for the same role leaves it.</summary>
    public DateTimeOffset Since => _state.Since;

    /// <summary>The node's part as master; null while it has none.</summary>
    public MasterTenure? Tenure { get; internal set; }

    /// <summary>Completes with the next change of role or reason.</summary>
    public Task Changed
    {
        get
        {
            lock (_lock) return _changed.Task;
        }
    }

    /// <summary>Takes a new role, or another reason for the present one. After <see cref="BrokerRole.Stopping"/> there is none.</summary>
    /// <param name="role">Which.</param>
    /// <param name="reason">Why, in one sentence; null when there is nothing to say.</param>
    /// <param name="epoch">The tenure that the role begins or ends; null for none.</param>
    /// <returns>False: nothing changed, since it is so already or the node is stopping.</returns>
    public bool Change(BrokerRole role, string? reason, long? epoch = null)
    {
        lock (_lock)
        {
            var old = _state;
            if (old.Role == BrokerRole.Stopping) return false;
            if (old.Role == role && string.Equals(old.Reason, reason, StringComparison.Ordinal)) return false;
            var now = time.GetUtcNow();
            _state = new(role, reason, old.Role == role ? old.Since : now);
            if (old.Role != role) Remember(new(now, options.NodeName, role, reason, epoch));
            _changed.SetResult();
            _changed = new(TaskCreationOptions.RunContinuationsAsynchronously);
            return true;
        }
    }

    /// <summary>The latest changes of role, newest first, the start among them, and how many there have been in all.</summary>
    public (IReadOnlyList<RoleChange> Latest, long Total) ReadHistory()
    {
        lock (_lock) return ([.. _history], _changes);
    }

    /// <summary>Waits until the node has a role.</summary>
    public async Task WhenAsync(BrokerRole role, CancellationToken cancellationToken)
    {
        while (true)
        {
            var changed = Changed;
            if (Role == role) return;
            await changed.WaitAsync(cancellationToken).ConfigureAwait(false);
        }
    }

    private void Remember(RoleChange change)
    {
        _changes++;
        _history.AddFirst(change);
        if (_history.Count > HistoryLimit) _history.RemoveLast();
    }

    private sealed record State(BrokerRole Role, string? Reason, DateTimeOffset Since);
}

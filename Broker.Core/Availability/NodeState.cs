namespace Broker.Core.Availability;

/// <summary>The role of this node, why it has it, and since when. Any thread may read; the broker service changes it.</summary>
public sealed class NodeState(TimeProvider time)
{
    private volatile State _state = new(BrokerRole.Starting, null, time.GetUtcNow());

    public BrokerRole Role => _state.Role;

    /// <summary>One sentence, or null when there is nothing to say.</summary>
    public string? Reason => _state.Reason;

    public DateTimeOffset Since => _state.Since;

    /// <summary>Takes a new role. After <see cref="BrokerRole.Stopping"/> there is none.</summary>
    /// <returns>False: the node is stopping already.</returns>
    public bool Change(BrokerRole role, string? reason)
    {
        if (Role == BrokerRole.Stopping) return false;
        _state = new(role, reason, time.GetUtcNow());
        return true;
    }

    private sealed record State(BrokerRole Role, string? Reason, DateTimeOffset Since);
}

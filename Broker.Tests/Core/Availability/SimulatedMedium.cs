using Broker.Core.Storage;

namespace Broker.Tests.Core.Availability;

/// <summary>The store that the nodes share: one lease by its own clock, and a fence that refuses writes of an older epoch.</summary>
internal sealed class SimulatedMedium(SimulatedWorld world, TimeSpan lease)
{
    private string? _holder;
    private string? _successor;
    private long _successorUntil;
    private long _expires;
    private long _jumped;
    private long _lastAccepted;

    public TimeSpan Lease => lease;

    public long Epoch { get; private set; }

    /// <summary>Changes with every claim and renewal: what a watcher looks at.</summary>
    public long Signs { get; private set; }

    public bool IsAway { get; set; }

    public int Accepted { get; private set; }

    public int Refused { get; private set; }

    private long Clock => world.Now + _jumped;

    public void Jump(TimeSpan by) => _jumped += by.Ticks;

    /// <param name="node">Who asks.</param>
    /// <param name="unmovedSigns">The signs that this node has seen unmoved for a whole lease; null for none.</param>
    public Fence? TryClaim(string node, long? unmovedSigns)
    {
        var isFree = _holder is null || string.Equals(_holder, node, StringComparison.Ordinal) || Clock >= _expires || unmovedSigns == Signs;
        var isMeantForOther = _successor is not null && !string.Equals(_successor, node, StringComparison.Ordinal) && Clock < _successorUntil;
        if (!isFree || (isMeantForOther && unmovedSigns != Signs)) return null;
        _holder = node;
        _successor = null;
        _expires = Clock + lease.Ticks;
        Signs++;
        return new(++Epoch);
    }

    public LeaseAnswer Renew(Fence fence)
    {
        if (fence.Epoch != Epoch || _holder is null) return LeaseAnswer.Lost;
        _expires = Clock + lease.Ticks;
        Signs++;
        return LeaseAnswer.Held;
    }

    public void Release(Fence fence, string? successor)
    {
        if (fence.Epoch != Epoch || _holder is null) return;
        _holder = null;
        _successor = successor;
        _successorUntil = Clock + lease.Ticks;
        Signs++;
    }

    public bool TryWrite(Fence fence)
    {
        if (fence.Epoch != Epoch)
        {
            Refused++;
            return false;
        }

        Assert.True(fence.Epoch >= _lastAccepted, $"A write of epoch {fence.Epoch} was taken after one of epoch {_lastAccepted}.");
        _lastAccepted = fence.Epoch;
        Accepted++;
        return true;
    }
}

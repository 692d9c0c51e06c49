using System.Collections.Concurrent;
using Broker.Core.Storage;

namespace Broker.Tests.Fixtures;

/// <summary>A lease in this process that never runs out by itself: the test takes it away, or a node gives it back.</summary>
internal sealed class FakeLease
{
    private static readonly TimeSpan _leaseDuration = TimeSpan.FromSeconds(10);

    private readonly Lock _lock = new();
    private TaskCompletionSource _changed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private string? _holder;
    private string? _successor;

    public long Epoch { get; private set; }

    /// <summary>Called when a node gives the store back.</summary>
    public Action<string>? Releasing { get; set; }

    public ConcurrentQueue<(string Node, string? Successor)> Releases { get; } = new();

    /// <summary>How long the holder is said to have been silent.</summary>
    public TimeSpan Silence { get; set; }

    /// <summary>Why the medium cannot be used; null while it can.</summary>
    public string? Problem { get; set; }

    public IMasterLock For(string node) => new NodeLock(this, node);

    /// <summary>A node that is not in this process takes the store; null gives it back again.</summary>
    public void Take(string? node)
    {
        lock (_lock)
        {
            _holder = node;
            _successor = null;
            if (node is not null) Epoch++;
            Signal();
        }
    }

    private void Signal()
    {
        _changed.SetResult();
        _changed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }

    private Fence? TryClaim(string node, out Task changed)
    {
        lock (_lock)
        {
            changed = _changed.Task;
            if (_holder is not null || (_successor is not null && !string.Equals(_successor, node, StringComparison.Ordinal))) return null;
            _holder = node;
            Signal();
            return new(++Epoch);
        }
    }

    private sealed class NodeLock(FakeLease lease, string node) : IMasterLock
    {
        public TimeSpan LeaseDuration => _leaseDuration;

        public async ValueTask<LeaseClaim> TryAcquireAsync(bool afterFailure, TimeSpan patience, CancellationToken cancellationToken)
        {
            if (lease.Problem is { } problem) throw new StoreException(problem);
            if (lease.TryClaim(node, out var changed) is { } fence) return new(fence, null, null);
            await Task.WhenAny(changed, Task.Delay(patience, cancellationToken));
            cancellationToken.ThrowIfCancellationRequested();
            return lease.TryClaim(node, out _) is { } later ? new(later, null, null) : new(null, $"Node {lease._holder} holds the store.", lease._holder, lease.Silence);
        }

        public ValueTask<LeaseAnswer> RenewAsync(Fence fence, CancellationToken cancellationToken) =>
            ValueTask.FromResult(fence.Epoch == lease.Epoch && string.Equals(lease._holder, node, StringComparison.Ordinal) ? LeaseAnswer.Held : LeaseAnswer.Lost);

        public Task WatchAsync(Fence fence, CancellationToken cancellationToken)
        {
            lock (lease._lock) return lease._changed.Task.WaitAsync(cancellationToken);
        }

        public ValueTask ReleaseAsync(Fence fence, string? successor, CancellationToken cancellationToken)
        {
            lease.Releasing?.Invoke(node);
            lease.Releases.Enqueue((node, successor));
            lock (lease._lock)
            {
                if (fence.Epoch != lease.Epoch || !string.Equals(lease._holder, node, StringComparison.Ordinal)) return ValueTask.CompletedTask;
                (lease._holder, lease._successor) = (null, successor);
                lease.Signal();
            }

            return ValueTask.CompletedTask;
        }

        public ValueTask DisposeAsync() => ValueTask.CompletedTask;
    }
}

using System.Collections.Concurrent;
using System.Threading.Tasks.Sources;
using Broker.Core.Storage;

namespace Broker.Storage.Commits;

/// <summary>Something a caller waits for: the task that completes with its group. Used again and again.</summary>
/// <remarks>What becomes true with the group is the store's own, and so in the derived class.</remarks>
/// <typeparam name="TSelf">The derived class.</typeparam>
/// <param name="pool">Where it goes when its caller has the result.</param>
internal abstract class PooledOperation<TSelf>(ConcurrentQueue<TSelf> pool) : IValueTaskSource
    where TSelf : PooledOperation<TSelf>
{
    /// <summary>A list that has room for more is not kept: else the largest transaction ever would hold its memory for ever.</summary>
    protected const int MostKeptEntries = 64;

    private const int MostPooled = 8192;

    private OrderedCompletion _core;

    public ValueTask Task => new(this, _core.Version);

    /// <summary>Whoever awaits it continues elsewhere, because what follows takes long.</summary>
    public bool ContinuesElsewhere
    {
        set => _core.ContinuesElsewhere = value;
    }

    public void Complete(StoreException? error) => _core.Complete(error);

    public ValueTaskSourceStatus GetStatus(short token) => _core.GetStatus(token);

    public void OnCompleted(Action<object?> continuation, object? state, short token, ValueTaskSourceOnCompletedFlags flags) =>
        _core.OnCompleted(continuation, state, token, flags);

    public void GetResult(short token)
    {
        try
        {
            _core.GetResult(token);
        }
        finally
        {
            Recycle();
        }
    }

    /// <summary>Forgets what it was for.</summary>
    /// <returns>False: it has grown too large to be kept.</returns>
    protected abstract bool TryClear();

    private void Recycle()
    {
        if (pool.Count >= MostPooled || !TryClear()) return;
        _core.Reset();
        pool.Enqueue((TSelf)this);
    }
}

using System.Collections.Concurrent;
using System.Runtime.InteropServices;
using System.Threading.Tasks.Sources;
using Broker.Core.Storage;
using Broker.Storage.Commits;

namespace Broker.Storage.Database;

/// <summary>Something a caller waits for: what becomes true when its group is written, and the task. Used again and again.</summary>
internal sealed class DatabaseOperation(ConcurrentQueue<DatabaseOperation> pool) : IValueTaskSource
{
    private const int MostPooled = 8192;
    private const int MostKeptEntries = 64;

    private OrderedCompletion _core;

    public List<AppendedMessage> Messages { get; } = new(1);

    /// <summary>What a transaction removes.</summary>
    public List<Removal> Removals { get; } = [];

    /// <summary>Sum of the sizes of jobs that it puts.</summary>
    public long JobBytes { get; set; }

    /// <summary>Delivery of this store's messages is noted through that sequence.</summary>
    public (DatabaseMessageStore Store, long Through)? Mark { get; set; }

    /// <summary>A branch that is prepared, or has ended; null for none.</summary>
    public BranchChange? Branch { get; set; }

    public ValueTask Task => new(this, _core.Version);

    /// <summary>Whoever awaits it continues elsewhere, because what follows takes long.</summary>
    public bool ContinuesElsewhere
    {
        set => _core.ContinuesElsewhere = value;
    }

    /// <summary>Bytes that count against the store's limit until they are refused.</summary>
    public long SizeBytes
    {
        get
        {
            var sum = JobBytes;
            foreach (ref readonly var message in CollectionsMarshal.AsSpan(Messages)) sum += (long)message.SizeBytes * (message.Lanes?.Length ?? 1);
            return sum;
        }
    }

    public void Apply()
    {
        foreach (ref readonly var message in CollectionsMarshal.AsSpan(Messages))
        {
            if (message.Lane is { } lane) lane.Store.Add(lane, message);
            foreach (var one in message.Lanes ?? []) one.Store.Add(one, message);
        }

        foreach (ref readonly var removal in CollectionsMarshal.AsSpan(Removals)) removal.Lane.Store.RemoveCommitted(removal);
        if (Mark is { } mark) mark.Store.NoteDelivery(mark.Through);
        Branch?.Apply();
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

    private void Recycle()
    {
        if (Messages.Capacity > MostKeptEntries || Removals.Capacity > MostKeptEntries || pool.Count >= MostPooled) return;
        Messages.Clear();
        Removals.Clear();
        Mark = null;
        JobBytes = 0;
        Branch = null;
        _core.Reset();
        pool.Enqueue(this);
    }
}

using System.Collections.Concurrent;
using System.Runtime.InteropServices;
using Broker.Storage.Commits;

namespace Broker.Storage.Database;

/// <summary>What becomes true when the group of something that a caller waits for is written.</summary>
internal sealed class DatabaseOperation(ConcurrentQueue<DatabaseOperation> pool) : PooledOperation<DatabaseOperation>(pool)
{
    public List<AppendedMessage> Messages { get; } = new(1);

    /// <summary>What a transaction removes.</summary>
    public List<Removal> Removals { get; } = [];

    /// <summary>Sum of the sizes of jobs that it puts.</summary>
    public long JobBytes { get; set; }

    /// <summary>Delivery of this store's messages is noted through that sequence.</summary>
    public (DatabaseMessageStore Store, long Through)? Mark { get; set; }

    /// <summary>A branch that is prepared, or has ended; null for none.</summary>
    public BranchChange? Branch { get; set; }

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

    protected override bool TryClear()
    {
        if (Messages.Capacity > MostKeptEntries || Removals.Capacity > MostKeptEntries) return false;
        Messages.Clear();
        Removals.Clear();
        Mark = null;
        JobBytes = 0;
        Branch = null;
        return true;
    }
}

using System.Buffers;
using System.Runtime.InteropServices;
using Broker.Core.Messages;
using Broker.Core.Storage;
using Broker.Storage.Commits;

namespace Broker.Storage.Database;

/// <summary>What gathers while the group before it is written: rows, removals, changes, and who waits. One batch is one transaction.</summary>
internal sealed partial class DatabaseBatch
{
    private int _settled;

    /// <summary>In the order of the calls.</summary>
    public List<DatabaseOperation> Operations { get; } = [];

    /// <summary>Changes of destinations and subscriptions: they stand before everything else.</summary>
    public List<CatalogueChange> Catalogue { get; } = [];

    public List<MessageRow> Rows { get; } = [];

    public List<BodyRow> Bodies { get; } = [];

    /// <summary>Removals nobody waits for; when the group cannot be written, the next one has them.</summary>
    public List<Removal> Removals { get; } = [];

    /// <summary>Removals of transactions: they fail with them.</summary>
    public List<Removal> TransactionRemovals { get; } = [];

    /// <summary>Changes of jobs by their ids, of each job the last one.</summary>
    public Dictionary<string, EncodedJob> Jobs { get; } = new(StringComparer.Ordinal);

    /// <summary>What <see cref="Jobs"/> add to the figures, found while the group was written.</summary>
    public JobFigures JobChange { get; set; }

    /// <summary>Lanes that are emptied; kept like <see cref="Removals"/>.</summary>
    public List<LaneChange> Purges { get; } = [];

    /// <summary>Delivery marks: of messages that may be delivered at once, and of those who wait for a mark.</summary>
    public List<LaneChange> Marks { get; } = [];

    /// <summary>Branches that are prepared, or have ended, in this order.</summary>
    public List<BranchChange> Branches { get; } = [];

    public List<(ProducerId Producer, long Sequence)> Producers { get; } = [];

    /// <summary>Lanes whose rows are to be counted, because their figures may be wrong.</summary>
    public HashSet<Lane> Recounts { get; } = [];

    /// <summary>What the figures of lanes were wrong by, found while the group was written.</summary>
    public List<LaneChange> Corrections { get; } = [];

    /// <summary>Bytes of all payloads.</summary>
    public long PayloadBytes { get; private set; }

    /// <summary>The largest sequence given out when the group was closed.</summary>
    public long LastSequence { get; set; }

    /// <summary>Why it was not written; null when it was.</summary>
    public StoreException? Error { get; private set; }

    public bool IsEmpty => Operations.Count == 0 && Removals.Count == 0 && Catalogue.Count == 0 && Purges.Count == 0 && Recounts.Count == 0;

    /// <summary>Somebody waits, so it is written as soon as the writer is free.</summary>
    public bool IsUrgent => Operations.Count > 0;

    public bool HasRemovals => Removals.Count + TransactionRemovals.Count > 0;

    public void Add(in MessageRow row)
    {
        Rows.Add(row);
        PayloadBytes += row.PayloadBytes;
    }

    public void Add(in BodyRow row)
    {
        Bodies.Add(row);
        PayloadBytes += row.PayloadBytes;
    }

    public void Add(in EncodedJob job)
    {
        ref var change = ref CollectionsMarshal.GetValueRefOrAddDefault(Jobs, job.Id, out _);
        Return(change.Payload);
        change = job;
    }

    /// <summary>Takes over what nobody waits for of a group that could not be written.</summary>
    public void Keep(DatabaseBatch failed)
    {
        Catalogue.AddRange(failed.Catalogue);
        Removals.AddRange(failed.Removals);
        Purges.AddRange(failed.Purges);
        Recounts.UnionWith(failed.Recounts);
    }

    /// <summary>Says what became of it, once: the writer may be stuck in the driver while the tenure's end answers for it.</summary>
    public bool TrySettle(StoreException? error)
    {
        if (Interlocked.Exchange(ref _settled, 1) != 0) return false;
        Error = error;
        return true;
    }

    public void Reset()
    {
        foreach (ref readonly var row in CollectionsMarshal.AsSpan(Rows)) Return(row.Payload);
        foreach (ref readonly var row in CollectionsMarshal.AsSpan(Bodies)) Return(row.Payload);
        foreach (var job in Jobs.Values) Return(job.Payload);
        Operations.Clear();
        Catalogue.Clear();
        Jobs.Clear();
        JobChange = default;
        Rows.Clear();
        Bodies.Clear();
        Removals.Clear();
        TransactionRemovals.Clear();
        Purges.Clear();
        Marks.Clear();
        Branches.Clear();
        Producers.Clear();
        Corrections.Clear();
        Recounts.Clear();
        PayloadBytes = 0;
        Error = null;
        _settled = 0;
    }

    private static void Return(byte[]? payload)
    {
        if (payload is not null) ArrayPool<byte>.Shared.Return(payload);
    }
}

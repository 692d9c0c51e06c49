using System.Runtime.InteropServices;

namespace Broker.Storage.Database;

/// <summary>The figures of lanes and producers as a group changes them: in the tail at first, in their tables now and then. The commit thread's alone.</summary>
internal sealed class GroupLedger(ProducerMarks producers, TimeProvider time)
{
    private const int LargestTailBytes = 4096;

    private static readonly TimeSpan LongestInTail = TimeSpan.FromSeconds(1);

    private readonly List<Lane> _dirty = [];
    private readonly List<Lane> _changing = [];
    private readonly List<Lane> _lanes = [];
    private readonly List<ProducerMark> _producers = [];
    private long _flushed = time.GetTimestamp();
    private byte[] _tail = [];

    /// <summary>The lanes of the next tail.</summary>
    public IReadOnlyList<Lane> Lanes => _lanes;

    /// <summary>The producers of the next tail.</summary>
    public IReadOnlyList<ProducerMark> Producers => _producers;

    public ReadOnlySpan<byte> Tail => _tail.AsSpan(0, TailBytes);

    /// <summary>Lanes and producers go into their tables with this group, and the tail is empty.</summary>
    public bool Flushes { get; private set; }

    private int TailBytes { get; set; }

    /// <summary>Enters a lane that the tail had at opening.</summary>
    public void Restore(Lane lane)
    {
        lane.IsDirty = true;
        _dirty.Add(lane);
    }

    /// <summary>Takes the changes of a group, anew with each attempt to write it.</summary>
    public void Begin(DatabaseBatch batch)
    {
        Forget();
        foreach (ref readonly var row in CollectionsMarshal.AsSpan(batch.Rows))
        {
            Change(row.Lane, new LaneFigures(1, row.SizeBytes, 0, 0));
        }

        foreach (ref readonly var removal in CollectionsMarshal.AsSpan(batch.Removals)) Take(removal);
        foreach (ref readonly var removal in CollectionsMarshal.AsSpan(batch.TransactionRemovals)) Take(removal);
        foreach (ref readonly var change in CollectionsMarshal.AsSpan(batch.Purges)) Change(change.Lane, change.Change);
        foreach (ref readonly var change in CollectionsMarshal.AsSpan(batch.Marks)) Change(change.Lane, change.Change);
        var now = time.GetUtcNow().ToUnixTimeMilliseconds();
        foreach (var (producer, sequence) in batch.Producers) producers.Note(producer, sequence, now);
    }

    /// <summary>The lane's rows were counted, and are not what its figures say.</summary>
    /// <returns>The difference.</returns>
    public LaneFigures Correct(Lane lane, long messages, long bytes)
    {
        var next = lane.Next;
        var difference = new LaneFigures(messages - next.Messages, bytes - next.Bytes, 0, 0);
        Change(lane, difference);
        return difference;
    }

    /// <summary>Everything is known: makes the tail, and decides whether it is time for the tables.</summary>
    public void Complete()
    {
        _lanes.Clear();
        _producers.Clear();
        foreach (var lane in _dirty)
        {
            if (!lane.IsGone) _lanes.Add(lane);
        }

        foreach (var lane in _changing)
        {
            if (!lane.IsDirty && !lane.IsTransient && !lane.IsGone) _lanes.Add(lane);
        }

        producers.ForEachDirtyOrChanging(_producers.Add);
        var bytes = FenceTail.MaxBytes(_lanes.Count, _producers.Count);
        if (_tail.Length < bytes) _tail = new byte[2 * bytes];
        TailBytes = FenceTail.Write(_tail, _lanes, _producers);
        Flushes = TailBytes > LargestTailBytes || (TailBytes > 0 && time.GetElapsedTime(_flushed) > LongestInTail);
        if (Flushes) TailBytes = 0;
    }

    public void Commit()
    {
        foreach (var lane in _changing)
        {
            lane.Commit();
            if (lane.IsDirty || lane.IsTransient) continue;
            lane.IsDirty = true;
            _dirty.Add(lane);
        }

        _changing.Clear();
        producers.Commit(Flushes);
        if (!Flushes) return;
        _flushed = time.GetTimestamp();
        foreach (var lane in _dirty) lane.IsDirty = false;
        _dirty.Clear();
    }

    public void Forget()
    {
        foreach (var lane in _changing) lane.Forget();
        _changing.Clear();
        producers.Forget();
    }

    private void Take(in Removal removal) => Change(removal.Lane, new LaneFigures(-1, -removal.SizeBytes, 0, 0));

    private void Change(Lane lane, in LaneFigures change)
    {
        if (!lane.IsChanging) _changing.Add(lane);
        lane.Change(change);
    }
}

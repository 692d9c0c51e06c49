using Broker.Core.Messages;
using Broker.Core.Storage;

namespace Broker.Storage.Database;

/// <summary>A queue's or durable subscription's part of the database: counts in memory, and its lanes in the tables.</summary>
/// <param name="id">Its number; lanes are made of it.</param>
/// <param name="destination">The queue or topic.</param>
/// <param name="isTemporary">Nothing of it survives the process.</param>
/// <param name="topic">Whose subscription it is; null for a queue.</param>
/// <param name="writer">The database's one writer.</param>
/// <param name="reader">Reads pages.</param>
internal sealed class DatabaseMessageStore(
    int id, Destination destination, bool isTemporary, DatabaseTopicStore? topic, DatabaseWriter writer, PageReader reader) : IMessageStore
{
    private readonly Lock _gate = new();
    private readonly Lane?[] _lanes = new Lane?[2 * LaneNumber.Priorities];
    private readonly HashSet<long> _removed = [];
    private readonly List<long> _deleted = [];
    private long _count;
    private long _sizeBytes;
    private long _readableThrough;
    private long _deliveryNoted;
    private int _reads;
    private bool _closed;

    public int Id => id;

    public Destination Destination => destination;

    public DatabaseTopicStore? Topic => topic;

    public bool IsTemporary => isTemporary;

    /// <summary>Forgotten: what comes for it goes nowhere.</summary>
    public bool IsClosed => Volatile.Read(ref _closed);

    // A removal may be told before the append it belongs to is applied.
    public long Count => Math.Max(0, Interlocked.Read(ref _count));

    public long SizeBytes => Math.Max(0, Interlocked.Read(ref _sizeBytes));

    public long DeliveredThrough { get; private set; }

    public bool IsDelivering { get; set; }

    public ValueTask AllowDeliveryAsync(long through)
    {
        if (through <= Interlocked.Read(ref _deliveryNoted) || isTemporary) return ValueTask.CompletedTask;
        return writer.MarkAsync(this, through);
    }

    public ValueTask AppendAsync(Message message) => writer.AppendAsync(message, destination, this);

    public void Remove(MessageKey message)
    {
        var lane = LaneOf(message.Priority, IsTransient(message.Persistent));
        lock (_gate)
        {
            if (message.Sequence <= lane.HiddenThrough || !_removed.Add(message.Sequence)) return;
            Tally(lane, -1, -message.SizeBytes);
        }

        writer.Remove(new Removal(lane, message.Sequence, message.SizeBytes, message.Expires));
    }

    public long RemoveAll()
    {
        var purges = new List<LaneChange>();
        long count;
        lock (_gate)
        {
            count = Count;
            foreach (var lane in _lanes)
            {
                if (lane is null || _readableThrough <= lane.HiddenThrough) continue;
                lane.HiddenThrough = _readableThrough;
                purges.Add(new LaneChange(lane, new LaneFigures(-lane.Count, -lane.SizeBytes, _readableThrough, 0)));
                Tally(lane, -lane.Count, -lane.SizeBytes);
            }
        }

        if (purges.Count > 0) writer.Purge(purges);
        return count;
    }

    public ValueTask ReadAsync(MessageRange range, List<Message> into, CancellationToken cancellationToken) =>
        reader.ReadAsync(this, range, into, cancellationToken);

    public ValueTask ReadExpiredAsync(long nowMilliseconds, int limit, List<Message> into, CancellationToken cancellationToken) =>
        reader.ReadExpiredAsync(this, nowMilliseconds, limit, into, cancellationToken);

    public bool IsTransient(bool persistent) => isTemporary || !persistent;

    /// <summary>The lane of a priority, made when it is asked for first.</summary>
    public Lane LaneOf(byte priority, bool transient)
    {
        var index = Math.Min(priority, (byte)(LaneNumber.Priorities - 1)) + (transient ? LaneNumber.Priorities : 0);
        if (Volatile.Read(ref _lanes[index]) is { } known) return known;
        var lane = new Lane(this, LaneNumber.Of(id, (byte)(index % LaneNumber.Priorities), transient)) { HiddenThrough = transient ? writer.OpenedAt : 0 };
        return Interlocked.CompareExchange(ref _lanes[index], lane, null) ?? lane;
    }

    /// <summary>All lanes that were ever used in this tenure or found by it.</summary>
    public IEnumerable<Lane> Lanes => _lanes.Where(lane => lane is not null)!;

    /// <summary>Enters a lane as opening finds it.</summary>
    public Lane Restore(long number, in LaneFigures figures)
    {
        var lane = LaneOf(LaneNumber.PriorityOf(number), transient: false);
        lane.Restore(figures);
        _count += figures.Messages;
        _sizeBytes += figures.Bytes;
        DeliveredThrough = Math.Max(DeliveredThrough, figures.DeliveredThrough);
        _deliveryNoted = DeliveredThrough;
        return lane;
    }

    /// <summary>All that is in the tables now may be read.</summary>
    public void Start(long readableThrough) => _readableThrough = readableThrough;

    /// <summary>A message is stored: from here on it is counted and read.</summary>
    public void Add(Lane lane, in AppendedMessage message)
    {
        lock (_gate)
        {
            _readableThrough = message.Sequence;
            if (_closed) return;
            Tally(lane, 1, message.SizeBytes, used: 0);
            if (message.Delivering) NoteDelivery(message.Sequence);
        }
    }

    /// <summary>A transaction that removes this message is durable.</summary>
    public void RemoveCommitted(in Removal removal)
    {
        lock (_gate)
        {
            if (removal.Sequence > removal.Lane.HiddenThrough) Tally(removal.Lane, -1, -removal.SizeBytes);
        }
    }

    /// <summary>The row of a removed message is gone; who reads right now may have seen it before that.</summary>
    public void NoteDeleted(long sequence)
    {
        lock (_gate)
        {
            if (_reads > 0) _deleted.Add(sequence);
            else _removed.Remove(sequence);
        }
    }

    /// <summary>The figures of a lane were wrong.</summary>
    public void Correct(Lane lane, in LaneFigures difference)
    {
        lock (_gate)
        {
            Tally(lane, difference.Messages, difference.Bytes);
        }
    }

    public void NoteDelivery(long through)
    {
        if (through > Interlocked.Read(ref _deliveryNoted)) Interlocked.Exchange(ref _deliveryNoted, through);
    }

    /// <summary>Empties the store for good: what is still on its way to it is dropped.</summary>
    public void Close()
    {
        lock (_gate)
        {
            Volatile.Write(ref _closed, true);
            foreach (var lane in Lanes)
            {
                lane.HiddenThrough = long.MaxValue;
                Tally(lane, -lane.Count, -lane.SizeBytes);
            }
        }
    }

    /// <summary>What a reader may see now; each call needs one of <see cref="EndRead"/>.</summary>
    public PageBounds BeginRead(byte? priority)
    {
        lock (_gate)
        {
            _reads++;
            var lanes = new List<(long Lane, long After)>();
            foreach (var lane in _lanes)
            {
                if (lane is null || (lane.Count <= 0 && lane.Rows <= 0)) continue;
                if (priority is { } wanted && LaneNumber.PriorityOf(lane.Number) != wanted) continue;
                lanes.Add((lane.Number, lane.HiddenThrough));
            }

            var mean = Count == 0 ? Message.BaseSizeBytes : Math.Max(1, SizeBytes / Count);
            return new PageBounds(lanes, _readableThrough, mean);
        }
    }

    public void EndRead()
    {
        lock (_gate)
        {
            if (--_reads > 0) return;
            foreach (var sequence in _deleted) _removed.Remove(sequence);
            _deleted.Clear();
        }
    }

    public bool IsRemoved(long sequence)
    {
        lock (_gate)
        {
            return _removed.Contains(sequence);
        }
    }

    private void Tally(Lane lane, long messages, long bytes) => Tally(lane, messages, bytes, used: bytes);

    // What is appended was counted as used when it was handed over.
    private void Tally(Lane lane, long messages, long bytes, long used)
    {
        lane.Count += messages;
        lane.SizeBytes += bytes;
        Interlocked.Add(ref _count, messages);
        Interlocked.Add(ref _sizeBytes, bytes);
        if (used != 0) writer.Space.Add(used);
    }
}

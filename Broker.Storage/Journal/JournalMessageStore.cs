using Broker.Core.Messages;
using Broker.Core.Storage;

namespace Broker.Storage.Journal;

/// <summary>A queue's or durable subscription's part of the journal: its index, and the way to the bytes.</summary>
/// <param name="number">Its number in records; negative when nothing of it survives the process.</param>
/// <param name="destination">The queue or topic.</param>
/// <param name="writer">The journal's one writer.</param>
/// <param name="segments">Where the messages lie.</param>
internal sealed class JournalMessageStore(int number, Destination destination, JournalWriter writer, JournalSegments segments) : IMessageStore
{
    private const int PageEntries = 256;

    private readonly Lock _gate = new();
    private readonly MessageIndex _index = new();
    private long _markedThrough;
    private long _notedThrough;
    private bool _closed;

    public int Number => number;

    public Destination Destination => destination;

    public bool IsTransient => number < 0;

    public long Count
    {
        get
        {
            lock (_gate)
            {
                return _index.Count;
            }
        }
    }

    public long SizeBytes
    {
        get
        {
            lock (_gate)
            {
                return _index.SizeBytes;
            }
        }
    }

    /// <summary>The largest sequence in the index; 0 when empty.</summary>
    public long LastSequence
    {
        get
        {
            lock (_gate)
            {
                return _index.LastSequence;
            }
        }
    }

    public long DeliveredThrough { get; private set; }

    public bool IsDelivering { get; set; }

    /// <summary>How far a checkpoint says that messages may have been delivered, by this tenure or before; marks still being written count.</summary>
    public long MarkedThrough
    {
        get
        {
            lock (_gate)
            {
                return _markedThrough;
            }
        }
    }

    public ValueTask AllowDeliveryAsync(long through)
    {
        lock (_gate)
        {
            if (IsTransient || through <= _notedThrough) return ValueTask.CompletedTask;
            _markedThrough = Math.Max(_markedThrough, through);
        }

        return NoteAsync(through);
    }

    public ValueTask AppendAsync(Message message) =>
        writer.AppendAsync(message, destination, this, stores: null, IsTransient || !message.Persistent);

    public void Remove(MessageKey message)
    {
        if (TryTakeOut(message.Sequence, out var entry) && !entry.IsTransient) writer.Remove(new Removal(number, message.Sequence));
    }

    public long RemoveAll()
    {
        var (count, last) = Empty(close: false);
        if (count > 0 && !IsTransient) writer.Remove(new Removal(number, last, All: true));
        return count;
    }

    public ValueTask ReadAsync(MessageRange range, List<Message> into, CancellationToken cancellationToken)
    {
        try
        {
            Read(range, into, cancellationToken);
            return ValueTask.CompletedTask;
        }
        catch (Exception e) when (e is IOException or OperationCanceledException)
        {
            return ValueTask.FromException(e);
        }
    }

    public ValueTask ReadExpiredAsync(long nowMilliseconds, int limit, List<Message> into, CancellationToken cancellationToken)
    {
        try
        {
            using var page = new MessagePage(Math.Max(0, limit));
            lock (_gate)
            {
                page.Take(_index.CopyExpired(nowMilliseconds, page.Room), segments);
            }

            page.Read(destination, into);
            return ValueTask.CompletedTask;
        }
        catch (IOException e)
        {
            return ValueTask.FromException(e);
        }
    }

    /// <summary>Recovery found a mark.</summary>
    public void FindDelivered(long through)
    {
        DeliveredThrough = Math.Max(DeliveredThrough, through);
        lock (_gate)
        {
            _markedThrough = _notedThrough = DeliveredThrough;
        }
    }

    /// <summary>A message that may be delivered once it is stored is about to be written.</summary>
    public void Mark(long sequence)
    {
        lock (_gate)
        {
            _markedThrough = Math.Max(_markedThrough, sequence);
        }
    }

    /// <summary>A message becomes readable.</summary>
    /// <param name="entry">Its place.</param>
    /// <param name="deliverable">Its record says that it may be delivered.</param>
    public void Add(in IndexEntry entry, bool deliverable = false)
    {
        lock (_gate)
        {
            if (deliverable) _notedThrough = Math.Max(_notedThrough, entry.Sequence);
            if (_closed || !_index.Add(entry)) return;
            segments.Find(entry.Location.Segment)?.AddReference(entry.RecordLength);
        }
    }

    /// <summary>Takes entries from a checkpoint.</summary>
    public void AddRange(ReadOnlySpan<IndexEntry> entries)
    {
        JournalSegment? segment = null;
        lock (_gate)
        {
            foreach (ref readonly var entry in entries)
            {
                if (!_index.Add(entry)) continue;
                if (segment?.Number != entry.Location.Segment) segment = segments.Find(entry.Location.Segment);
                segment?.AddReference(entry.RecordLength);
            }
        }
    }

    /// <summary>A transaction that removes this message is durable.</summary>
    public void RemoveCommitted(long sequence) => TryTakeOut(sequence, out _);

    /// <summary>The message's record now lies elsewhere.</summary>
    /// <returns>False when the message is not here.</returns>
    public bool Relocate(long sequence, JournalLocation location, int recordLength)
    {
        lock (_gate)
        {
            if (!_index.TryGet(sequence, out var old)) return false;
            _index.Relocate(sequence, location, recordLength);
            segments.Find(location.Segment)?.AddReference(recordLength);
            segments.Find(old.Location.Segment)?.RemoveReference(old.RecordLength);
            return true;
        }
    }

    /// <summary>Copies the entries after a sequence, for checkpoints and compaction.</summary>
    public int CopyEntries(long after, Span<IndexEntry> into)
    {
        lock (_gate)
        {
            return _index.Copy(after, priority: null, long.MaxValue, into);
        }
    }

    /// <summary>Takes out everything up to a sequence, in recovery.</summary>
    public void RemoveUpTo(long last)
    {
        var entries = new IndexEntry[PageEntries];
        for (var count = CopyEntries(0, entries); count > 0; count = CopyEntries(0, entries))
        {
            foreach (var entry in entries.AsSpan(0, count))
            {
                if (entry.Sequence > last) return;
                TryTakeOut(entry.Sequence, out _);
            }
        }
    }

    /// <summary>Empties the store for good: what is still on its way to it is dropped.</summary>
    public void Close() => Empty(close: true);

    public bool TryTakeOut(long sequence, out IndexEntry entry)
    {
        lock (_gate)
        {
            if (!_index.TryRemove(sequence, out entry)) return false;
            segments.Find(entry.Location.Segment)?.RemoveReference(entry.RecordLength);
            return true;
        }
    }

    private async ValueTask NoteAsync(long through)
    {
        await writer.WriteCatalogueAsync(DeliveryRecords.Mark(number, through)).ConfigureAwait(false);
        lock (_gate)
        {
            _notedThrough = Math.Max(_notedThrough, through);
        }
    }

    private void Read(MessageRange range, List<Message> into, CancellationToken cancellationToken)
    {
        var after = range.After;
        var left = range.MaxMessages;
        var bytesLeft = range.MaxBytes;
        while (left > 0 && bytesLeft > 0)
        {
            cancellationToken.ThrowIfCancellationRequested();
            using var page = new MessagePage(Math.Min(left, PageEntries));
            lock (_gate)
            {
                page.Take(_index.Copy(after, range.Priority, bytesLeft, page.Room), segments);
            }

            if (page.Entries.IsEmpty) return;
            page.Read(destination, into);
            left -= page.Entries.Length;
            bytesLeft -= page.SizeBytes;
            after = page.Entries[^1].Sequence;
        }
    }

    private (long Count, long LastSequence) Empty(bool close)
    {
        lock (_gate)
        {
            _closed |= close;
            var last = _index.LastSequence;
            var count = _index.Count;
            var entries = new IndexEntry[PageEntries];
            long after = 0;
            for (var copied = _index.Copy(after, null, long.MaxValue, entries); copied > 0; copied = _index.Copy(after, null, long.MaxValue, entries))
            {
                foreach (ref readonly var entry in entries.AsSpan(0, copied))
                {
                    segments.Find(entry.Location.Segment)?.RemoveReference(entry.RecordLength);
                }

                after = entries[copied - 1].Sequence;
            }

            _index.Clear();
            return (count, last);
        }
    }
}

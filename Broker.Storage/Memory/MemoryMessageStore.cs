using System.Runtime.InteropServices;
using Broker.Core.Messages;
using Broker.Core.Storage;

namespace Broker.Storage.Memory;

/// <summary>A queue or durable subscription in memory: messages by sequence, and by expiration.</summary>
internal sealed class MemoryMessageStore(MemoryPersistenceAdapter adapter) : IMessageStore
{
    // Sorted, because sequences only grow; removed ones leave null until half the list is holes.
    private readonly List<Slot> _slots = [];
    private readonly SortedSet<(long Expiration, long Sequence)> _expirations = [];
    private int _first;

    public long Count { get; private set; }

    public long SizeBytes { get; private set; }

    /// <summary>Nothing survives a tenure, so nothing was delivered in an earlier one.</summary>
    public long DeliveredThrough => 0;

    public bool IsDelivering { get; set; }

    public ValueTask AllowDeliveryAsync(long through) => ValueTask.CompletedTask;

    public ValueTask AppendAsync(Message message)
    {
        lock (adapter.Gate)
        {
            if (adapter.Refusal(message.SizeBytes) is { } refusal) return ValueTask.FromException(refusal);
            adapter.Append(message, [this]);
            return ValueTask.CompletedTask;
        }
    }

    public void Remove(MessageKey key)
    {
        lock (adapter.Gate)
        {
            var at = Find(key.Sequence);
            if (at < 0 || _slots[at].Message is not { } message) return;
            CollectionsMarshal.AsSpan(_slots)[at] = new Slot(key.Sequence, null);
            Forget(message);
            Trim();
        }
    }

    public long RemoveAll()
    {
        lock (adapter.Gate)
        {
            var count = Count;
            adapter.Count(-SizeBytes);
            _slots.Clear();
            _expirations.Clear();
            _first = 0;
            Count = 0;
            SizeBytes = 0;
            return count;
        }
    }

    public ValueTask ReadAsync(MessageRange range, List<Message> into, CancellationToken cancellationToken)
    {
        lock (adapter.Gate)
        {
            var left = range.MaxMessages;
            var bytesLeft = range.MaxBytes;
            var at = Find(range.After);
            for (at = at < 0 ? ~at : at + 1; at < _slots.Count && left > 0 && bytesLeft > 0; at++)
            {
                if (_slots[at].Message is not { } message || (range.Priority is { } wanted && message.Priority != wanted)) continue;
                into.Add(message.Copy());
                left--;
                bytesLeft -= message.SizeBytes;
            }
        }

        return ValueTask.CompletedTask;
    }

    public ValueTask ReadExpiredAsync(long nowMilliseconds, int limit, List<Message> into, CancellationToken cancellationToken)
    {
        lock (adapter.Gate)
        {
            foreach (var (expiration, sequence) in _expirations)
            {
                if (expiration > nowMilliseconds || limit-- <= 0) break;
                into.Add(_slots[Find(sequence)].Message!.Copy());
            }
        }

        return ValueTask.CompletedTask;
    }

    /// <summary>Under the gate.</summary>
    internal void Add(Message message)
    {
        _slots.Add(new Slot(message.Sequence, message));
        if (message.Expiration > 0) _expirations.Add((message.Expiration, message.Sequence));
        Count++;
        SizeBytes += message.SizeBytes;
        adapter.Count(message.SizeBytes);
    }

    private void Forget(Message message)
    {
        if (message.Expiration > 0) _expirations.Remove((message.Expiration, message.Sequence));
        Count--;
        SizeBytes -= message.SizeBytes;
        adapter.Count(-message.SizeBytes);
    }

    private void Trim()
    {
        while (_first < _slots.Count && _slots[_first].Message is null) _first++;
        if (_slots.Count - Count <= Math.Max(64, _slots.Count / 2)) return;
        _slots.RemoveAll(static slot => slot.Message is null);
        _first = 0;
    }

    private int Find(long sequence)
    {
        var slots = CollectionsMarshal.AsSpan(_slots)[_first..];
        var at = slots.BinarySearch(new Slot(sequence, null), SlotOrder.Instance);
        return at >= 0 ? at + _first : ~(~at + _first);
    }

    [StructLayout(LayoutKind.Auto)]
    private readonly record struct Slot(long Sequence, Message? Message);

    private sealed class SlotOrder : IComparer<Slot>
    {
        public static readonly SlotOrder Instance = new();

        public int Compare(Slot x, Slot y) => x.Sequence.CompareTo(y.Sequence);
    }
}

using Broker.Core.Configuration;
using Broker.Core.Messages;
using Broker.Core.Storage;

namespace Broker.Core.Destinations;

/// <summary>The messages waiting in a queue or durable subscription, and the consumers that share them.</summary>
/// <remarks>
/// The head is in memory up to a limit of bytes, the rest in the store alone and read page by page as the head drains.
/// A consumer with a selector looks through the whole of it, wherever its messages stand.
/// Lock order: this lock, then a subscription's, then its connection's outbox. The store is never read under the lock.
/// </remarks>
internal sealed partial class Backlog
{
    private const int Priorities = 10;

    private readonly Lock _lock = new();
    private readonly BacklogContext _context;
    private readonly DestinationPolicy _policy;
    private readonly IMessageStore _store;
    private readonly Lane[] _lanes;
    private readonly ConsumerRing _consumers;
    private long _waitingBytes;
    private long _held;
    private long _heldBytes;
    private long _inMemoryOnly;
    private long _inMemoryOnlyBytes;
    private long _inFlight;
    private readonly bool _temporary;

    /// <param name="context">What all backlogs share.</param>
    /// <param name="policy">The destination's rules.</param>
    /// <param name="store">Where its messages are kept.</param>
    /// <param name="statistics">Where it counts.</param>
    /// <param name="temporary">It ends with its owner's connection: nothing in it needs to be durable.</param>
    /// <param name="grouped">Message groups count here.</param>
    public Backlog(
        BacklogContext context,
        DestinationPolicy policy,
        IMessageStore store,
        DestinationStatistics statistics,
        bool temporary = false,
        bool grouped = false)
    {
        _consumers = new(policy);
        _start = DispatchStart.For(policy, context.Time, StartDispatch);
        _groups = grouped ? new(policy.MessageGroupMap) : null;
        _temporary = temporary;
        _context = context;
        _policy = policy;
        _store = store;
        Statistics = statistics;
        _lanes = policy.PrioritizedMessages
            ? [.. Enumerable.Range(0, Priorities).Select(priority => new Lane((byte)priority))]
            : [new Lane(priority: null)];
        _noted = _deliveredThrough = store.DeliveredThrough;
        if (store.Count == 0) return;
        foreach (var lane in _lanes) lane.LoadedThrough = 0;
    }

    public DestinationStatistics Statistics { get; }

    public IMessageStore Store => _store;

    public DestinationPolicy Policy => _policy;

    /// <summary>"clientId:name" of the durable subscription it belongs to; null for a queue's.</summary>
    public string? SubscriptionKey { get; init; }

    /// <summary>Whether the message has to be durable before it counts as sent.</summary>
    public bool Keeps(Message message) => message.Persistent && !_temporary;

    /// <summary>Waiting and in flight, in memory and in the store.</summary>
    public long Count => _store.Count + Volatile.Read(ref _inMemoryOnly);

    public long SizeBytes => _store.SizeBytes + Volatile.Read(ref _inMemoryOnlyBytes);

    public long InFlight => Volatile.Read(ref _inFlight);

    /// <summary>Messages held in memory, waiting or in flight.</summary>
    public long HeldCount => Volatile.Read(ref _held);

    /// <summary>Their bytes.</summary>
    public long HeldBytes => Volatile.Read(ref _heldBytes);

    public int ConsumerCount
    {
        get
        {
            lock (_lock) return _consumers.Count;
        }
    }

    /// <summary>Consumers that did not keep up when they were last looked at.</summary>
    public int SlowConsumerCount
    {
        get
        {
            lock (_lock)
            {
                var count = 0;
                foreach (var consumer in _consumers.All) count += consumer.Subscription.IsSlow ? 1 : 0;
                return count;
            }
        }
    }

    public void Attach(PrefetchSubscription subscription)
    {
        lock (_lock)
        {
            _consumers.Add(new(subscription, _lanes.Length, _groups));
            _start?.ConsumerAdded(_consumers.Count);
            if (_consumers.Exclusive is { } exclusive) _groups?.ReleaseAllBut(exclusive);
            LookAgainAtFreed();
            UpdateDelivering();
            Dispatch();
        }

        BuryExpired();
    }

    /// <summary>Takes a consumer off and puts back what it held, before anybody else is given more: so the order is kept.</summary>
    public void Detach(PrefetchSubscription subscription, ReadOnlySpan<QueueEntry> returned)
    {
        lock (_lock)
        {
            if (_consumers.Remove(subscription) is { } gone) gone.IsDetached = true;
            _start?.ConsumerRemoved(_consumers.Count);
            _groups?.ReleaseDetached();
            UpdateDelivering();
            PutBack(returned);
            Dispatch();
        }

        BuryExpired();
    }

    /// <summary>A consumer has room again, or asked for a message.</summary>
    public void Wake()
    {
        lock (_lock) Dispatch();
        BuryExpired();
    }

    /// <summary>Takes entries out for good that consumers held.</summary>
    /// <param name="entries">Entries in no list any more.</param>
    /// <param name="consumed">They were processed, not thrown away.</param>
    /// <param name="leftStore">A transaction has already taken them out of the store.</param>
    public void Remove(ReadOnlySpan<QueueEntry> entries, bool consumed, bool leftStore = false)
    {
        foreach (var entry in entries)
        {
            if (entry.Stored && !leftStore) _store.Remove(MessageKey.Of(entry.Message));
        }

        lock (_lock)
        {
            foreach (var entry in entries)
            {
                _inFlight--;
                _groups?.Settle(entry);
                Forget(entry);
            }

            LookAgainAtFreed();
            if (consumed) Statistics.CountDequeued(entries.Length);
            Dispatch();
        }

        if (consumed && _policy.Advisories.ForConsumed) AnnounceConsumed(entries);
        BuryExpired();
    }

    /// <summary>Puts entries back where they belong; their consumer did not consume them.</summary>
    public void Return(ReadOnlySpan<QueueEntry> entries)
    {
        lock (_lock)
        {
            PutBack(entries);
            Dispatch();
        }

        BuryExpired();
    }

    /// <summary>Puts back an expired entry that could not be buried; the next look at it tries again.</summary>
    /// <remarks>Nothing is dispatched: that would find it expired and try at once, for as long as the store refuses.</remarks>
    public void ReturnUnburied(QueueEntry entry)
    {
        lock (_lock) PutBack([entry]);
    }

    private int LaneOf(Message message) => _lanes.Length == 1 ? 0 : Math.Min((int)message.Priority, Priorities - 1);

    private void PutBack(ReadOnlySpan<QueueEntry> entries)
    {
        foreach (var entry in entries)
        {
            _inFlight--;
            _groups?.Settle(entry);
            if (_closed) Forget(entry);
            else Wait(entry);
        }

        LookAgainAtFreed();
    }

    private void Hold(QueueEntry entry)
    {
        _context.Memory.Add(entry.Message.SizeBytes);
        _held++;
        _heldBytes += entry.Message.SizeBytes;
        if (entry.Stored) return;
        _inMemoryOnly++;
        _inMemoryOnlyBytes += entry.Message.SizeBytes;
    }

    private void Wait(QueueEntry entry)
    {
        _groups?.Note(entry.Message);
        var lane = _lanes[entry.Lane];
        lane.Waiting.InsertInOrder(entry);
        _waitingBytes += entry.Message.SizeBytes;
        if (entry.Sequence > lane.Newest)
        {
            lane.Newest = entry.Sequence;
            return;
        }

        // The others may have looked at later ones meanwhile.
        foreach (var consumer in _consumers.All) consumer.LookAgainFrom(entry);
    }

    // The opposite of Hold; the entry is in no list any more.
    private void Forget(QueueEntry entry)
    {
        _context.Memory.Remove(entry.Message.SizeBytes);
        _held--;
        _heldBytes -= entry.Message.SizeBytes;
        if (entry.Stored)
        {
            _pages.Forget(entry.Sequence);
            return;
        }

        _inMemoryOnly--;
        _inMemoryOnlyBytes -= entry.Message.SizeBytes;
    }
}

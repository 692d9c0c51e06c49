namespace Broker.Core.Diagnostics;

/// <summary>Counters of one serving broker, over all its destinations. Any thread may count.</summary>
public sealed class BrokerStatistics
{
    private long _enqueued;
    private long _dequeued;
    private long _expired;
    private long _protocolViolations;
    private long _abortedConsumers;
    private int _blockedProducers;

    /// <summary>Messages taken from producers.</summary>
    public long Enqueued => Volatile.Read(ref _enqueued);

    /// <summary>Messages acknowledged by consumers.</summary>
    public long Dequeued => Volatile.Read(ref _dequeued);

    public long Dispatched => HoldTimes.Count;

    /// <summary>How long messages waited until they were dispatched.</summary>
    public HoldTimes HoldTimes { get; } = new();

    public long Expired => Volatile.Read(ref _expired);

    /// <summary>Consumers closed because they did not keep up.</summary>
    public long AbortedConsumers => Volatile.Read(ref _abortedConsumers);

    public void CountAbortedConsumer() => Interlocked.Increment(ref _abortedConsumers);

    public long ProtocolViolations => Volatile.Read(ref _protocolViolations);

    /// <summary>Producers now waiting for space.</summary>
    public int BlockedProducers => Volatile.Read(ref _blockedProducers);

    /// <summary>Messages are counted anew.</summary>
    public void Reset()
    {
        Interlocked.Exchange(ref _enqueued, 0);
        Interlocked.Exchange(ref _dequeued, 0);
        Interlocked.Exchange(ref _expired, 0);
        HoldTimes.Reset();
    }

    public void CountEnqueued() => Interlocked.Increment(ref _enqueued);

    public void CountDequeued(int count) => Interlocked.Add(ref _dequeued, count);

    public void CountExpired() => Interlocked.Increment(ref _expired);

    public void CountProtocolViolation() => Interlocked.Increment(ref _protocolViolations);

    public void ProducerBlocked() => Interlocked.Increment(ref _blockedProducers);

    public void ProducerReleased() => Interlocked.Decrement(ref _blockedProducers);
}

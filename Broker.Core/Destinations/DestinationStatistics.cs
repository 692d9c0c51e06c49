using Broker.Core.Diagnostics;
using Broker.Core.Messages;

namespace Broker.Core.Destinations;

/// <summary>Counters of one destination; each count also goes to the broker's.</summary>
/// <param name="broker">The broker's.</param>
/// <param name="ofSubscription">They are of a durable subscription: its topic has counted already what it gets.</param>
public sealed class DestinationStatistics(BrokerStatistics broker, bool ofSubscription = false)
{
    private long _enqueued;
    private long _dequeued;
    private long _expired;
    private long _discarded;
    private long _forwarded;
    private long _sampledEnqueued;
    private long _sampledDequeued;
    private long _abortedConsumers;
    private int _blockedProducers;
    private long _blockedSends;
    private long _blockedTicks;

    public long Enqueued => Volatile.Read(ref _enqueued);

    public long Dequeued => Volatile.Read(ref _dequeued);

    public long Dispatched => HoldTimes.Count;

    /// <summary>How long messages waited until they were dispatched.</summary>
    public HoldTimes HoldTimes { get; } = new();

    public long Expired => Volatile.Read(ref _expired);

    /// <summary>Consumers closed because they did not keep up.</summary>
    public long AbortedConsumers => Volatile.Read(ref _abortedConsumers);

    /// <summary>Topic messages that slow consumers never got, counted for each consumer; see <see cref="Configuration.PendingMessageLimitOptions"/>.</summary>
    public long Discarded => Volatile.Read(ref _discarded);

    /// <summary>Copies of messages sent here that rules of the configuration sent on to other destinations.</summary>
    public long Forwarded => Volatile.Read(ref _forwarded);

    /// <summary>Producers that named this destination when they were made; anonymous ones are not counted.</summary>
    public int Producers => ProducerCount.Value;

    public ProducerCount ProducerCount { get; init; } = new();

    public int BlockedProducers => Volatile.Read(ref _blockedProducers);

    /// <summary>Sends that had to wait for space and wait no longer.</summary>
    public long BlockedSends => Volatile.Read(ref _blockedSends);

    /// <summary>How long these waited, together.</summary>
    public TimeSpan BlockedTime => TimeSpan.FromTicks(Volatile.Read(ref _blockedTicks));

    /// <summary>Over the last sampled second or so.</summary>
    public double EnqueuedPerSecond { get; private set; }

    public double DequeuedPerSecond { get; private set; }

    /// <summary>Measures the rates since the last call; called by one thread.</summary>
    public void Sample(TimeSpan elapsed)
    {
        if (elapsed <= TimeSpan.Zero) return;
        EnqueuedPerSecond = (Enqueued - _sampledEnqueued) / elapsed.TotalSeconds;
        DequeuedPerSecond = (Dequeued - _sampledDequeued) / elapsed.TotalSeconds;
        _sampledEnqueued = Enqueued;
        _sampledDequeued = Dequeued;
    }

    /// <summary>Messages are counted anew; the broker's own counters are left.</summary>
    public void Reset()
    {
        Interlocked.Exchange(ref _enqueued, 0);
        Interlocked.Exchange(ref _dequeued, 0);
        Interlocked.Exchange(ref _expired, 0);
        HoldTimes.Reset();
        (_sampledEnqueued, _sampledDequeued) = (0, 0);
    }

    public void CountEnqueued()
    {
        Interlocked.Increment(ref _enqueued);
        if (!ofSubscription) broker.CountEnqueued();
    }

    public void CountDequeued(int count)
    {
        Interlocked.Add(ref _dequeued, count);
        broker.CountDequeued(count);
    }

    /// <param name="message">What was handed to a consumer.</param>
    /// <param name="now">Unit: milliseconds since 1970, UTC.</param>
    public void CountDispatched(Message message, long now)
    {
        var held = message.BrokerInTime > 0 ? Math.Max(0, now - message.BrokerInTime) : 0;
        HoldTimes.Add(held);
        broker.HoldTimes.Add(held);
    }

    public void CountExpired()
    {
        Interlocked.Increment(ref _expired);
        broker.CountExpired();
    }

    public void CountAbortedConsumer() => Interlocked.Increment(ref _abortedConsumers);

    public void CountDiscarded() => Interlocked.Increment(ref _discarded);

    public void CountForwarded(int count) => Interlocked.Add(ref _forwarded, count);

    public void ProducerBlocked()
    {
        Interlocked.Increment(ref _blockedProducers);
        broker.ProducerBlocked();
    }

    /// <param name="after">How long it waited.</param>
    public void ProducerReleased(TimeSpan after)
    {
        Interlocked.Increment(ref _blockedSends);
        Interlocked.Add(ref _blockedTicks, after.Ticks);
        Interlocked.Decrement(ref _blockedProducers);
        broker.ProducerReleased();
    }
}

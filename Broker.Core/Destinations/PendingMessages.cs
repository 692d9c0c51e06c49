using Broker.Core.Configuration;
using Broker.Core.Messages;

namespace Broker.Core.Destinations;

/// <summary>The topic messages that wait for one consumer, in their order. Guarded by the subscription's lock.</summary>
/// <param name="limit">Most messages that may wait; -1 for no number: then the topic's producers wait.</param>
/// <param name="limitBytes">Most bytes that a topic keeps in memory for one consumer.</param>
/// <param name="eviction">Who goes when there is a limit and it is reached.</param>
/// <param name="memory">Where the bytes count.</param>
internal sealed class PendingMessages(int limit, long limitBytes, MessageEviction eviction, MemoryUsage memory)
{
    private readonly LinkedList<PendingMessage> _row = new();
    private long _bytes;

    // No message that waits expires before; so a row without expirations is never searched.
    private long _nextExpiration = long.MaxValue;

    /// <param name="options">What the consumer asks for.</param>
    /// <param name="policies">Those of the destinations it names; the tightest limit holds.</param>
    /// <param name="memory">Where the bytes count.</param>
    public static PendingMessages For(SubscriptionOptions options, IEnumerable<DestinationPolicy> policies, MemoryUsage memory)
    {
        var tightest = -1;
        var limitBytes = long.MaxValue;
        var eviction = DestinationPolicy.Default.MessageEvictionStrategy;
        foreach (var policy in policies)
        {
            limitBytes = Math.Min(limitBytes, LimitOf(policy, memory));
            var limit = policy.PendingMessageLimitStrategy.For(options.Prefetch, options.MaximumPendingMessages);
            if (limit < 0 || (tightest >= 0 && limit >= tightest)) continue;
            tightest = limit;
            eviction = policy.MessageEvictionStrategy;
        }

        return new(tightest, limitBytes, MessageEviction.For(eviction), memory);
    }

    // Producers that are not held back may fill the memory.
    private static long LimitOf(DestinationPolicy policy, MemoryUsage memory) =>
        policy.ProducerFlowControl is false ? Math.Max(policy.MemoryLimit, memory.LimitBytes) : policy.MemoryLimit;

    public int Limit => limit;

    public int Count => _row.Count;

    public PendingMessage? First => _row.First?.Value;

    /// <summary>Producers have to wait until some are taken; a hint where the lock is not held.</summary>
    public bool IsOverLimit => limit < 0 && Volatile.Read(ref _bytes) > limitBytes;

    /// <summary>Some have to be thrown away.</summary>
    public bool HasExcess => limit >= 0 && _row.Count > 0 && (_row.Count > limit || _bytes > limitBytes);

    public void Add(Message message, Topic topic)
    {
        var pending = new PendingMessage(message, topic);
        pending.Place = _row.AddLast(pending);
        eviction.Added(pending);
        Volatile.Write(ref _bytes, _bytes + message.SizeBytes);
        memory.Add(message.SizeBytes);
        if (message.Expiration > 0) _nextExpiration = Math.Min(_nextExpiration, message.Expiration);
    }

    public void Remove(PendingMessage pending)
    {
        _row.Remove(pending.Place!);
        eviction.Removed(pending);
        Volatile.Write(ref _bytes, _bytes - pending.Message.SizeBytes);
        memory.Remove(pending.Message.SizeBytes);
    }

    /// <summary>Takes out all that ran out of time, counting each at its topic.</summary>
    /// <returns>How many went.</returns>
    public int RemoveExpired(long nowMilliseconds)
    {
        if (_nextExpiration > nowMilliseconds) return 0;
        var removed = 0;
        _nextExpiration = long.MaxValue;
        for (var place = _row.First; place is not null;)
        {
            var pending = place.Value;
            place = place.Next;
            if (pending.Message.IsExpired(nowMilliseconds))
            {
                Remove(pending);
                pending.Topic.Expired(pending.Message);
                removed++;
            }
            else if (pending.Message.Expiration > 0)
            {
                _nextExpiration = Math.Min(_nextExpiration, pending.Message.Expiration);
            }
        }

        return removed;
    }

    /// <summary>Takes out the one that has to go first.</summary>
    public PendingMessage Evict()
    {
        var pending = eviction.Choose(_row.First!.Value);
        Remove(pending);
        return pending;
    }

    public void Clear()
    {
        while (First is { } pending) Remove(pending);
    }
}

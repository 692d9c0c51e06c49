using Broker.Core.Clients;
using Broker.Core.Messages;

namespace Broker.Core.Destinations;

/// <summary>A non-durable consumer of topics: it gets its own copy of the row of messages while it is there.</summary>
/// <remarks>
/// What exceeds its prefetch waits in memory. Without a limit of its own it makes its topics' producers wait (<see cref="IsOverLimit"/>);
/// with one it never does, and loses messages instead. Its lock comes after a topic's.
/// </remarks>
internal sealed class TopicSubscription(
    SubscriptionOptions options,
    ClientContext client,
    IDeliverySink sink,
    BacklogContext context,
    PendingMessages pending) : Subscription(options, client, sink)
{
    private readonly Lock _lock = new();
    private readonly PendingPulls _pulls = new(context.Time, sink, options.ConsumerId);

    // What is in flight, in its order.
    private readonly Queue<TopicDelivery> _sent = new();
    private int _prefetch = options.Prefetch;
    private int _inFlight;
    private int _reported;
    private long _acknowledgements;
    private bool _stalled;
    private bool _closed;
    private long _enqueued;
    private long _dispatched;
    private long _dequeued;
    private long _discarded;
    private long _expired;
    private TaskCompletionSource? _space;

    /// <summary>Null takes every message.</summary>
    public string? SelectorText => Options.Selector?.Text;

    /// <summary>Most messages that wait for it before some are thrown away; -1 when none are.</summary>
    public int PendingLimit => pending.Limit;

    /// <summary>It waits for more bytes than a topic may hold in memory: its topics' producers have to wait for it.</summary>
    public bool IsOverLimit => pending.IsOverLimit;

    public TopicSubscriptionCounts Counts
    {
        get
        {
            lock (_lock) return new(_enqueued, _dispatched, _dequeued, _discarded, _expired, pending.Count, _inFlight);
        }
    }

    internal override TopicSubscription OfTopics => this;

    public override ConsumerTraffic Traffic
    {
        get
        {
            lock (_lock) return new(_enqueued, _dispatched, _dequeued);
        }
    }

    /// <summary>Completes when it is no longer over the limit.</summary>
    public Task WhenUnderLimitAsync()
    {
        lock (_lock)
        {
            if (!IsOverLimit || _closed) return Task.CompletedTask;
            _space ??= new(TaskCreationOptions.RunContinuationsAsynchronously);
            return _space.Task;
        }
    }

    /// <summary>Sends the message on, or keeps it until there is room.</summary>
    public void Add(Message message, Topic topic)
    {
        if (Options.NoLocal && IsOwn(message)) return;
        if (message.TargetConsumer is { } target && target != Options.ConsumerId) return;
        if (!Matches(message)) return;
        lock (_lock)
        {
            if (_closed) return;
            _enqueued++;
            if (IsOver(message, topic)) return;
            if (pending.Count == 0 && TrySend(message, topic)) return;
            pending.Add(message, topic);
            if (pending.HasExcess) DiscardExcess();
        }
    }

    /// <summary>Lets go of what ran out of time while it waited.</summary>
    public void Expire()
    {
        lock (_lock)
        {
            RemoveExpired();
            if (!IsOverLimit) ReleaseWaiters();
        }
    }

    public override void Resume()
    {
        lock (_lock)
        {
            _stalled = false;
            _stalled = !_pulls.TellEnded();
            SendPending();
        }
    }

    public override ConsumerActivity Observe()
    {
        lock (_lock) return new(_acknowledgements, _inFlight, pending.Count, _prefetch, _prefetch > 0 && pending.Count > 0);
    }

    public override void SetPrefetch(int prefetch)
    {
        lock (_lock)
        {
            _prefetch = prefetch;
            SendPending();
        }
    }

    public override void Pull(TimeSpan timeout)
    {
        lock (_lock)
        {
            if (_closed || _pulls.Add() is not { } pull) return;
            SendPending();
            if (timeout < TimeSpan.Zero) EndPull(pull);
            else if (timeout > TimeSpan.Zero) _pulls.EndAfter(pull, timeout, EndPull);
        }
    }

    /// <summary>A topic's copies are counted, not named: nobody else is waiting for them.</summary>
    public override ValueTask AcknowledgeAsync(Acknowledgement acknowledgement)
    {
        if (CountAcknowledged(acknowledgement) is { } consumed) TopicDelivery.AnnounceConsumed(consumed);
        return ValueTask.CompletedTask;
    }

    /// <summary>As <see cref="AcknowledgeAsync"/>, but tells nobody.</summary>
    /// <returns>What was consumed with it and is to be told; null for nothing.</returns>
    public List<TopicDelivery>? CountAcknowledged(Acknowledgement acknowledgement)
    {
        List<TopicDelivery>? consumed = null;
        lock (_lock)
        {
            _acknowledgements++;
            switch (acknowledgement.Kind)
            {
                case AcknowledgeKind.Redelivered:
                    break;
                case AcknowledgeKind.Delivered:
                    _reported += acknowledgement.Count;
                    break;
                default:
                    consumed = CountDequeued(Math.Clamp(acknowledgement.Count, 0, _inFlight));
                    _reported = Math.Max(0, _reported - acknowledgement.Count);
                    break;
            }

            SendPending();
        }

        return acknowledgement.Kind is AcknowledgeKind.Standard or AcknowledgeKind.Individual ? consumed : null;
    }

    public override void Close(LastDelivered lastDelivered)
    {
        lock (_lock)
        {
            _closed = true;
            _pulls.Clear();
            pending.Clear();
            ReleaseWaiters();
        }
    }

    private bool HasRoom => !_stalled && (_prefetch == 0 ? _pulls.Count > 0 : _inFlight - Extension < _prefetch);

    private int Extension => Policy.UsePrefetchExtension ? _reported : 0;

    private bool IsOwn(Message message) =>
        message.Id.Producer is { } producer && string.Equals(producer.ConnectionId, Client.ConnectionId, StringComparison.Ordinal);

    // True: it is dealt with.
    private bool TrySend(Message message, Topic topic)
    {
        if (!HasRoom) return false;
        if (message.Expiration > 0 && message.IsExpired(context.NowMilliseconds))
        {
            _expired++;
            topic.Expired(message);
            return true;
        }

        if (!Sink.TryDeliver(Options.ConsumerId, message, message.RedeliveryCounter))
        {
            _stalled = true;
            return false;
        }

        _inFlight++;
        _dispatched++;
        _sent.Enqueue(new(topic, topic.Policy.Advisories.ForConsumed && !topic.Destination.IsAdvisory ? message : null));
        _pulls.Serve();
        topic.Statistics.CountDispatched(message, context.NowMilliseconds);
        return true;
    }

    private void SendPending()
    {
        RemoveExpired();
        while (pending.First is { } next && TrySend(next.Message, next.Topic)) pending.Remove(next);
        if (!IsOverLimit) ReleaseWaiters();
    }

    // Its time has run out already: nobody gets it.
    private bool IsOver(Message message, Topic topic)
    {
        if (message.Expiration == 0 || !message.IsExpired(context.NowMilliseconds)) return false;
        topic.Statistics.CountExpired();
        _expired++;
        return true;
    }

    private void DiscardExcess()
    {
        RemoveExpired();
        while (pending.HasExcess)
        {
            var evicted = pending.Evict();
            _discarded++;
            evicted.Topic.Discarded(evicted.Message, this, _discarded);
        }
    }

    private void RemoveExpired() => _expired += pending.RemoveExpired(context.NowMilliseconds);

    // Those whose consumption is to be told; null for none.
    private List<TopicDelivery>? CountDequeued(int count)
    {
        List<TopicDelivery>? told = null;
        _inFlight -= count;
        _dequeued += count;
        while (count > 0)
        {
            // Nearly always all of one topic.
            var topic = _sent.Peek().Topic;
            var run = 0;
            for (; count > 0 && _sent.Peek().Topic == topic; count--)
            {
                var delivery = _sent.Dequeue();
                if (delivery.Message is not null) (told ??= []).Add(delivery);
                run++;
            }

            topic.Statistics.CountDequeued(run);
        }

        return told;
    }

    private void ReleaseWaiters()
    {
        _space?.SetResult();
        _space = null;
    }

    private void EndPull(LinkedListNode<ITimer?> pull)
    {
        lock (_lock)
        {
            if (!_pulls.End(pull)) _stalled = true;
        }
    }
}

using Broker.Core.Clients;
using Broker.Core.Messages;

namespace Broker.Core.Destinations;

/// <summary>A non-durable consumer of topics: it gets its own copy of the row of messages while it is there.</summary>
/// <remarks>What exceeds its prefetch waits in memory; see <see cref="IsOverLimit"/>. Its lock comes after a topic's.</remarks>
internal sealed class TopicSubscription(
    SubscriptionOptions options,
    ClientContext client,
    IDeliverySink sink,
    BacklogContext context,
    long limitBytes) : Subscription(options, client, sink)
{
    private readonly Lock _lock = new();
    private readonly PendingPulls _pulls = new(context.Time, sink, options.ConsumerId);
    private readonly Queue<(Message Message, Topic Topic)> _pending = new();
    private long _pendingBytes;
    private int _prefetch = options.Prefetch;
    private int _inFlight;
    private int _reported;
    private bool _stalled;
    private bool _closed;
    private TaskCompletionSource? _space;

    /// <summary>Messages sent, and not yet acknowledged or waiting.</summary>
    public int Backlog
    {
        get
        {
            lock (_lock) return _inFlight + _pending.Count;
        }
    }

    /// <summary>It waits for more bytes than a topic may hold in memory: its topics' producers have to wait for it.</summary>
    public bool IsOverLimit => Volatile.Read(ref _pendingBytes) > limitBytes;

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
        if (IsOver(message, topic)) return;
        lock (_lock)
        {
            if (_closed) return;
            if (_pending.Count == 0 && TrySend(message, topic)) return;
            _pending.Enqueue((message, topic));
            _pendingBytes += message.SizeBytes;
            context.Memory.Add(message.SizeBytes);
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
        lock (_lock)
        {
            switch (acknowledgement.Kind)
            {
                case AcknowledgeKind.Redelivered:
                    break;
                case AcknowledgeKind.Delivered:
                    _reported += acknowledgement.Count;
                    break;
                default:
                    _inFlight = Math.Max(0, _inFlight - acknowledgement.Count);
                    _reported = Math.Max(0, _reported - acknowledgement.Count);
                    break;
            }

            SendPending();
        }

        return ValueTask.CompletedTask;
    }

    public override void Close(LastDelivered lastDelivered)
    {
        lock (_lock)
        {
            _closed = true;
            _pulls.Clear();
            context.Memory.Remove(_pendingBytes);
            _pendingBytes = 0;
            _pending.Clear();
            ReleaseWaiters();
        }
    }

    private bool HasRoom => !_stalled && (_prefetch == 0 ? _pulls.Count > 0 : _inFlight - _reported < _prefetch);

    private bool IsOwn(Message message) =>
        message.Id.Producer is { } producer && string.Equals(producer.ConnectionId, Client.ConnectionId, StringComparison.Ordinal);

    private bool TrySend(Message message, Topic topic)
    {
        if (!HasRoom) return false;
        if (!Sink.TryDeliver(Options.ConsumerId, message, message.RedeliveryCounter))
        {
            _stalled = true;
            return false;
        }

        _inFlight++;
        _pulls.Serve();
        topic.Statistics.CountDispatched();
        return true;
    }

    private void SendPending()
    {
        while (_pending.TryPeek(out var next) && (IsOver(next.Message, next.Topic) || TrySend(next.Message, next.Topic)))
        {
            _pending.Dequeue();
            _pendingBytes -= next.Message.SizeBytes;
            context.Memory.Remove(next.Message.SizeBytes);
        }

        if (!IsOverLimit) ReleaseWaiters();
    }

    // Its time has run out: nobody gets it any more.
    private bool IsOver(Message message, Topic topic)
    {
        if (message.Expiration == 0 || !message.IsExpired(context.NowMilliseconds)) return false;
        topic.Statistics.CountExpired();
        return true;
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

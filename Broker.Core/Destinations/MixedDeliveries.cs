using Broker.Core.Clients;
using Broker.Core.Messages;

namespace Broker.Core.Destinations;

/// <summary>What a consumer of queues and topics together was sent, in order and with where each came from: its acknowledgements name runs of both.</summary>
/// <remarks>
/// Also the gate of a consumer without prefetch, for whom either part would else answer the same pull. Its lock comes after that of a part's
/// subscription, and before the outbox.
/// </remarks>
internal sealed class MixedDeliveries
{
    private readonly Lock _lock = new();
    private readonly IDeliverySink _sink;
    private readonly LinkedList<Delivery> _row = new();
    private readonly PendingPulls _pulls;
    private bool _isPulled;

    /// <param name="options">What the consumer asks for.</param>
    /// <param name="sink">Its connection.</param>
    /// <param name="time">The clock.</param>
    public MixedDeliveries(SubscriptionOptions options, IDeliverySink sink, TimeProvider time)
    {
        _sink = sink;
        _pulls = new(time, sink, options.ConsumerId);
        _isPulled = options.Prefetch == 0;
        OfQueues = new Part(this, ofTopic: false);
        OfTopics = new Part(this, ofTopic: true);
    }

    /// <summary>What its queues deliver through.</summary>
    public IDeliverySink OfQueues { get; }

    /// <summary>What its topics deliver through.</summary>
    public IDeliverySink OfTopics { get; }

    /// <summary>Whether it pulls from now on.</summary>
    public void SetPulled(bool isPulled)
    {
        lock (_lock) _isPulled = isPulled;
    }

    /// <summary>As <see cref="PendingPulls.Add"/>.</summary>
    public LinkedListNode<ITimer?>? AddPull(TimeSpan timeout, Action<LinkedListNode<ITimer?>> end)
    {
        lock (_lock)
        {
            var pull = _pulls.Add();
            if (pull is not null && timeout > TimeSpan.Zero) _pulls.EndAfter(pull, timeout, end);
            return pull;
        }
    }

    /// <summary>As <see cref="PendingPulls.End"/>.</summary>
    public void EndPull(LinkedListNode<ITimer?> pull)
    {
        lock (_lock) _pulls.End(pull);
    }

    /// <summary>Tells the client of pulls that ended while its outbox was full.</summary>
    /// <returns>False: it is full still.</returns>
    public bool TellEnded()
    {
        lock (_lock) return _pulls.TellEnded();
    }

    public void Clear()
    {
        lock (_lock)
        {
            _pulls.Clear();
            _row.Clear();
        }
    }

    /// <summary>What an acknowledgement speaks of; null: of something that is not here.</summary>
    public MixedRun? Find(Acknowledgement acknowledgement)
    {
        lock (_lock) return acknowledgement.Kind == AcknowledgeKind.Delivered ? FindReported(acknowledgement) : FindRun(acknowledgement);
    }

    /// <summary>As <see cref="Find"/>, and nobody finds it again until it is released.</summary>
    public MixedRun? Hold(Acknowledgement acknowledgement)
    {
        lock (_lock)
        {
            var run = FindRun(acknowledgement);
            foreach (var delivery in run?.Deliveries ?? []) delivery.Value.IsHeld = true;
            return run;
        }
    }

    /// <summary>The transaction that held a run has rolled back.</summary>
    public void Release(MixedRun run)
    {
        lock (_lock)
        {
            foreach (var delivery in run.Deliveries) delivery.Value.IsHeld = false;
        }
    }

    /// <summary>A run is dealt with.</summary>
    public void Settle(MixedRun run)
    {
        lock (_lock)
        {
            foreach (var delivery in run.Deliveries)
            {
                if (delivery.List is not null) _row.Remove(delivery);
            }
        }
    }

    // As many as it counts, up to the last it names.
    private MixedRun? FindReported(Acknowledgement acknowledgement)
    {
        var run = new MixedRun();
        var delivery = _row.Last;
        while (delivery is not null && delivery.Value.Id != acknowledgement.Last) delivery = delivery.Previous;
        for (; delivery is not null && run.Count < acknowledgement.Count; delivery = delivery.Previous) run.Add(delivery);
        return run.Count > 0 ? run : null;
    }

    // One message can be here twice, by a queue and by a topic that it was sent to together: the count tells which of the two is the last.
    private MixedRun? FindRun(Acknowledgement acknowledgement)
    {
        var run = new MixedRun();
        var first = acknowledgement.Kind == AcknowledgeKind.Individual ? acknowledgement.Last : acknowledgement.First;
        var delivery = _row.First;
        while (first is not null && delivery is not null && (delivery.Value.IsHeld || delivery.Value.Id != first)) delivery = delivery.Next;
        var length = 0;
        for (; delivery is not null; delivery = delivery.Next)
        {
            if (delivery.Value.IsHeld) continue;
            run.Add(delivery);
            if (delivery.Value.Id != acknowledgement.Last) continue;
            length = run.Count;
            if (length >= acknowledgement.Count) break;
        }

        run.Cut(length);
        return length > 0 ? run : null;
    }

    private bool TryDeliver(bool ofTopic, ConsumerId consumer, Message? message, int redeliveryCounter)
    {
        lock (_lock)
        {
            if (_isPulled && _pulls.Count == 0) return false;
            if (!_sink.TryDeliver(consumer, message, redeliveryCounter)) return false;
            if (message is not null) _row.AddLast(new Delivery(message.Id, ofTopic));
            _pulls.Serve();
            return true;
        }
    }

    /// <summary>One message that was sent and is not acknowledged.</summary>
    internal sealed class Delivery(MessageId id, bool ofTopic)
    {
        public MessageId Id { get; } = id;

        public bool OfTopic { get; } = ofTopic;

        /// <summary>A transaction that is not decided yet has acknowledged it.</summary>
        public bool IsHeld { get; set; }
    }

    private sealed class Part(MixedDeliveries all, bool ofTopic) : IDeliverySink
    {
        public bool TryDeliver(ConsumerId consumer, Message? message, int redeliveryCounter) =>
            all.TryDeliver(ofTopic, consumer, message, redeliveryCounter);

        public void SetPrefetch(ConsumerId consumer, int prefetch) => all._sink.SetPrefetch(consumer, prefetch);

        public void CloseConsumer(ConsumerId consumer) => all._sink.CloseConsumer(consumer);

        public void Close(string reason) => all._sink.Close(reason);
    }
}

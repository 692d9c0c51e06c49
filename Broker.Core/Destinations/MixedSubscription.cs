using Broker.Core.Clients;

namespace Broker.Core.Destinations;

/// <summary>A consumer of queues and topics together: to its client one, here one of each kind behind it, with a prefetch of its own each.</summary>
/// <remarks>ActiveMQ serves such a consumer from the kind alone that the composite itself has, without a word.</remarks>
internal sealed class MixedSubscription : Subscription
{
    // Where it is pulled, the gate is before the parts.
    private const int MostPrefetch = 32767;

    private readonly MixedDeliveries _deliveries;

    private MixedSubscription(
        SubscriptionOptions options, ClientContext client, IDeliverySink sink, MixedDeliveries deliveries, PrefetchSubscription queues, TopicSubscription topics)
        : base(options, client, sink)
    {
        _deliveries = deliveries;
        Queues = queues;
        Topics = topics;
    }

    public PrefetchSubscription Queues { get; }

    public TopicSubscription Topics { get; }

    internal override TopicSubscription OfTopics => Topics;

    public override ConsumerTraffic Traffic
    {
        get
        {
            var (ofQueues, ofTopics) = (Queues.Traffic, Topics.Traffic);
            return new(ofQueues.Enqueued + ofTopics.Enqueued, ofQueues.Dispatched + ofTopics.Dispatched, ofQueues.Dequeued + ofTopics.Dequeued);
        }
    }

    /// <param name="options">What the consumer asks for; its prefetch is what its client goes by.</param>
    /// <param name="client">Whose it is.</param>
    /// <param name="sink">Its connection.</param>
    /// <param name="context">What all destinations share.</param>
    /// <param name="makeQueues">Makes the part for its queues, which delivers through the sink.</param>
    /// <param name="makeTopics">Makes the part for its topics.</param>
    public static MixedSubscription Create(
        SubscriptionOptions options,
        ClientContext client,
        IDeliverySink sink,
        BacklogContext context,
        Func<IDeliverySink, PrefetchSubscription> makeQueues,
        Func<IDeliverySink, TopicSubscription> makeTopics)
    {
        var deliveries = new MixedDeliveries(options, sink, context.Time);
        var (queues, topics) = (makeQueues(deliveries.OfQueues), makeTopics(deliveries.OfTopics));
        return new(options, client, sink, deliveries, queues, topics) { Policy = queues.Policy };
    }

    /// <summary>What a part may hold when the consumer may hold so many.</summary>
    public static int PrefetchOfPart(int prefetch) => prefetch == 0 ? MostPrefetch : prefetch;

    public override void Resume()
    {
        if (!_deliveries.TellEnded()) return;
        Queues.Resume();
        Topics.Resume();
    }

    public override ConsumerActivity Observe()
    {
        var (ofQueues, ofTopics) = (Queues.Observe(), Topics.Observe());
        return new(
            ofQueues.Acknowledgements + ofTopics.Acknowledgements,
            ofQueues.InFlight + ofTopics.InFlight,
            ofTopics.Waiting,
            ofQueues.Prefetch,
            ofQueues.IsFull || ofTopics.IsFull);
    }

    public override void SetPrefetch(int prefetch)
    {
        _deliveries.SetPulled(prefetch == 0);
        Queues.SetPrefetch(PrefetchOfPart(prefetch));
        Topics.SetPrefetch(PrefetchOfPart(prefetch));
        Resume();
    }

    public override void Pull(TimeSpan timeout)
    {
        if (_deliveries.AddPull(timeout, _deliveries.EndPull) is not { } pull) return;
        Resume();
        if (timeout < TimeSpan.Zero) _ = EndWhenLoadedAsync(pull);
    }

    public override ValueTask AcknowledgeAsync(Acknowledgement acknowledgement)
    {
        if (acknowledgement.Kind == AcknowledgeKind.Redelivered) return ValueTask.CompletedTask;
        // Its queues know what to say of a message that is not here.
        if (_deliveries.Find(acknowledgement) is not { } run) return Queues.AcknowledgeAsync(acknowledgement);
        if (acknowledgement.Kind != AcknowledgeKind.Delivered) _deliveries.Settle(run);
        if (run.PartOf(acknowledgement, ofTopics: true) is { } ofTopics && Topics.CountAcknowledged(ofTopics) is { } consumed) TopicDelivery.AnnounceConsumed(consumed);
        return run.PartOf(acknowledgement, ofTopics: false) is { } ofQueues ? Queues.AcknowledgeAsync(ofQueues) : ValueTask.CompletedTask;
    }

    /// <summary>What an acknowledgement inside a transaction speaks of; null: of something that is not here.</summary>
    /// <remarks><see cref="Commit"/> or <see cref="Rollback"/> follows.</remarks>
    public MixedRun? AcknowledgeInTransaction(Acknowledgement acknowledgement) => _deliveries.Hold(acknowledgement);

    public void Commit(MixedRun run) => _deliveries.Settle(run);

    public void Rollback(MixedRun run) => _deliveries.Release(run);

    /// <summary>Ends it; its parts are ended each by itself.</summary>
    public override void Close(LastDelivered lastDelivered) => _deliveries.Clear();

    private async Task EndWhenLoadedAsync(LinkedListNode<ITimer?> pull)
    {
        await Queues.WhenLoadedAsync().ConfigureAwait(false);
        _deliveries.EndPull(pull);
    }
}

namespace Broker.Core.Configuration;

/// <content>Consumers: which of them gets what, how much at a time, and what becomes of slow ones.</content>
public sealed partial record DestinationPolicy
{
    /// <summary>How a queue remembers the owners of its message groups.</summary>
    public MessageGroupMapOptions MessageGroupMap { get; init; } = new();

    /// <summary>Every consumer of a queue counts as exclusive: one gets everything, the others stand by. Default: false, as ActiveMQ.</summary>
    public bool AllConsumersExclusiveByDefault { get; init; }

    /// <summary>A queue serves consumers of higher priority first. Default: true, as ActiveMQ.</summary>
    public bool UseConsumerPriority { get; init; } = true;

    /// <summary>A queue gives to one consumer until its prefetch is used up, rather than to each in turn. Default: false, as ActiveMQ.</summary>
    public bool StrictOrderDispatch { get; init; }

    /// <summary>
    /// How long a queue's first consumer waits for others before messages are handed out. Range: up to an hour. Default: zero, as ActiveMQ;
    /// with <see cref="ConsumersBeforeDispatchStarts"/> zero means 1 s.
    /// </summary>
    public TimeSpan TimeBeforeDispatchStarts { get; init; }

    /// <summary>
    /// How many consumers a queue waits for before messages are handed out, no longer than <see cref="TimeBeforeDispatchStarts"/>.
    /// Range: 0 to 10,000. Default: 0, as ActiveMQ: none.
    /// </summary>
    public int ConsumersBeforeDispatchStarts { get; init; }

    /// <summary>
    /// Messages that a client has reported as delivered, or acknowledged in an open transaction, leave room for as many more.
    /// Default: true, as ActiveMQ. False: the prefetch is the most that a consumer holds.
    /// </summary>
    public bool UsePrefetchExtension { get; init; } = true;

    /// <summary>Prefetch of queue consumers that ask for their client's default, 1000. Range: 0 to 32767; 0: they pull. Default: 1000.</summary>
    public int QueuePrefetch { get; init; } = DefaultQueuePrefetch;

    /// <summary>Prefetch of queue browsers that ask for their client's default, 500. Range: 0 to 32767. Default: 500.</summary>
    public int QueueBrowserPrefetch { get; init; } = DefaultQueueBrowserPrefetch;

    /// <summary>Prefetch of topic consumers that ask for their client's default, 32767 or .NET's 32766. Range: 0 to 32767. Default: 32767.</summary>
    public int TopicPrefetch { get; init; } = DefaultTopicPrefetch;

    /// <summary>
    /// Prefetch of durable subscribers that ask for their client's default, 100, or 1000 where it optimises acknowledgements.
    /// Range: 0 to 32767. Default: 100, which leaves both as they are.
    /// </summary>
    public int DurableTopicPrefetch { get; init; } = DefaultDurableTopicPrefetch;

    /// <summary>What happens to consumers that do not keep up.</summary>
    public SlowConsumerStrategyOptions SlowConsumerStrategy { get; init; } = new();

    // ActiveMQ's clients' own, see behaviours B2: a consumer that sends one of them has not chosen it.
    internal const int DefaultQueuePrefetch = 1000;
    internal const int DefaultQueueBrowserPrefetch = 500;
    internal const int DefaultTopicPrefetch = 32767;
    internal const int DefaultDurableTopicPrefetch = 100;
}

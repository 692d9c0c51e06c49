using System.Collections.Concurrent;
using Broker.Core.Configuration;
using Broker.Core.Diagnostics;
using Broker.Core.Messages;
using Broker.Core.Storage;
using Microsoft.Extensions.Logging;

namespace Broker.Core.Destinations;

/// <summary>All destinations and durable subscriptions of one serving broker, and which consumers are on them.</summary>
/// <remarks>Looking up takes no lock; adding, removing and subscribing take one, before any destination's.</remarks>
public sealed partial class DestinationDirectory
{
    /// <summary>Topics that tell of the broker itself; patterns of ordinary consumers do not include them.</summary>
    public const string AdvisoryPrefix = Destination.AdvisoryPrefix;

    private readonly Lock _lock = new();
    private readonly ConcurrentDictionary<Destination, Queue> _queues = new();
    private readonly ConcurrentDictionary<Destination, Topic> _topics = new();
    private readonly ConcurrentDictionary<(string ClientId, string Name), DurableSubscription> _durables = new();
    private readonly List<PatternConsumer> _patternConsumers = [];
    private readonly DestinationPolicies _policies;
    private readonly BrokerStatistics _statistics;
    private readonly BacklogContext _context;
    private readonly IPersistenceAdapter _persistence;

    // What topics kept for consumers to come, as found in the store; until it is restored.
    private readonly List<StoredSubscription> _images = [];

    public DestinationDirectory(
        IPersistenceAdapter persistence,
        DestinationPolicies policies,
        BrokerStatistics statistics,
        MemoryUsage memory,
        TimeProvider time,
        ILogger logger,
        AdvisoryOrigin? origin = null)
    {
        _persistence = persistence;
        _policies = policies;
        _statistics = statistics;
        var advisories = new AdvisoryPublisher(origin ?? new("", "", ""), this, time);
        _context = new(persistence, memory, new(persistence, policies, Stage, advisories, time, logger), advisories, time, logger);
        _selectors = new(persistence);
        foreach (var destination in persistence.Destinations)
        {
            if (destination.Equals(SelectorMemory.Home)) continue;
            if (destination is { IsQueue: true, IsPattern: true }) RememberQueuePattern(destination);
            else if (destination.IsQueue) OpenQueue(destination);
            else Load(destination);
        }
    }

    /// <summary>Told of each job that was stored to deliver a message again later; set once, by whoever runs them.</summary>
    public Action<ScheduledJob>? JobStored
    {
        set => _context.DeadLetters.JobStored = value;
    }

    /// <summary>Counters over all destinations.</summary>
    public BrokerStatistics Statistics => _statistics;

    /// <summary>Message bytes held over all destinations.</summary>
    public MemoryUsage Memory => _context.Memory;

    /// <summary>Every counter of messages begins anew; what is there now is not counted.</summary>
    public void ResetStatistics()
    {
        _statistics.Reset();
        foreach (var queue in _queues.Values) queue.Statistics.Reset();
        foreach (var topic in _topics.Values) topic.Statistics.Reset();
    }

    /// <summary>Sends what is told of this broker.</summary>
    internal AdvisoryPublisher Advisories => _context.Advisories;

    public ICollection<Queue> Queues => _queues.Values;

    public ICollection<Topic> Topics => _topics.Values;

    public ICollection<DurableSubscription> DurableSubscriptions => _durables.Values;

    public DurableSubscription? FindDurable(string clientId, string name) => _durables.GetValueOrDefault((clientId, name));

    public Queue? FindQueue(Destination destination) => _queues.GetValueOrDefault(destination);

    public Topic? FindTopic(Destination destination) => _topics.GetValueOrDefault(destination);

    /// <summary>The topic when somebody would get what is sent to it, by name or by pattern; else null.</summary>
    public Topic? FindTopicWithConsumers(Destination destination)
    {
        if (_topics.TryGetValue(destination, out var topic)) return topic.HasNoSubscriptions ? null : topic;
        lock (_lock)
        {
            if (!_patternConsumers.Exists(consumer => consumer.Wants(destination))) return null;
        }

        return GetOrAddTopic(destination, out _);
    }

    /// <summary>The queue; made when it is new.</summary>
    /// <param name="destination">A plain queue name.</param>
    /// <param name="added">It is new.</param>
    /// <exception cref="InvalidDestinationException">It is a pattern or composite.</exception>
    /// <exception cref="DestinationLimitException">It would be new, and its policy allows no more.</exception>
    public Queue GetOrAddQueue(Destination destination, out bool added)
    {
        added = false;
        return _queues.TryGetValue(destination, out var queue) ? queue : OpenQueue(destination, limited: true, out added);
    }

    /// <summary>The topic; made when it is new.</summary>
    /// <param name="destination">A plain topic name.</param>
    /// <param name="added">It is new.</param>
    /// <exception cref="InvalidDestinationException">It is a pattern or composite.</exception>
    /// <exception cref="DestinationLimitException">It would be new, and its policy allows no more.</exception>
    public Topic GetOrAddTopic(Destination destination, out bool added)
    {
        added = false;
        return _topics.TryGetValue(destination, out var topic) ? topic : OpenTopic(destination, limited: true, out added);
    }

    /// <summary>Forgets a destination with all its messages; completes when that is durable.</summary>
    /// <returns>False: there is none.</returns>
    public async ValueTask<bool> RemoveAsync(Destination destination)
    {
        ValueTask removed;
        lock (_lock)
        {
            if (_queues.TryRemove(destination, out var queue))
            {
                queue.Backlog.Close();
                KeepProducers(destination, queue.Statistics);
                if (!destination.IsTemporary) NoteQueuesChanged();
            }
            else if (_topics.TryRemove(destination, out var topic))
            {
                topic.Close();
                KeepProducers(destination, topic.Statistics);
                ForgetDurablesOf(destination);
            }
            else if (_queuePatterns.TryRemove(destination, out _))
            {
                NoteQueuesChanged();
            }
            else
            {
                return false;
            }

            // Before anybody can open the same name again: what is sent to the new one must not go with the old.
            removed = _persistence.RemoveDestinationAsync(destination);
        }

        _selectors.Remove(destination);
        await removed.ConfigureAwait(false);
        return true;
    }

    /// <summary>Reads what topics keep for consumers to come; once, before the first of these comes.</summary>
    /// <exception cref="StoreException">It cannot be read.</exception>
    public async ValueTask RestoreAsync(CancellationToken cancellationToken)
    {
        foreach (var image in _images) await OpenTopic(image.Info.Topic).RestoreAsync(image, cancellationToken).ConfigureAwait(false);
        _images.Clear();
    }

    /// <summary>Looks through all queues and durable subscriptions for messages that ran out of time.</summary>
    public async ValueTask ExpireAsync(CancellationToken cancellationToken)
    {
        foreach (var queue in _queues.Values) await queue.Backlog.ExpireAsync(cancellationToken).ConfigureAwait(false);
        foreach (var durable in _durables.Values) await durable.Backlog.ExpireAsync(cancellationToken).ConfigureAwait(false);
        foreach (var topic in _topics.Values) topic.Expire();
    }

    /// <summary>Queues and durable subscriptions hand out nothing any more; the broker is about to close its connections.</summary>
    public void StopDelivery() => _context.IsStopping = true;

    /// <summary>Whether what cannot be delivered may end up there; see <see cref="DestinationPolicies.IsDeadLetterDestination"/>.</summary>
    public bool IsDeadLetterDestination(Destination destination) => _policies.IsDeadLetterDestination(destination);

    public static bool IsAdvisory(Destination destination) => destination.IsAdvisory;

    private StagedSend Stage(Message message) =>
        message.Destination.IsQueue
            ? new(OpenQueue(message.Destination), message)
            : new(OpenTopic(message.Destination), message);

    private static void RequirePlain(Destination destination)
    {
        if (destination.IsPattern || destination.IsComposite)
        {
            throw new InvalidDestinationException($"{destination} names no single destination; wildcards are for consumers.");
        }

        if (destination.Equals(SelectorMemory.Home)) throw new InvalidDestinationException($"{destination} is the broker's own; use another name.");
    }

    // For the broker's own needs, which no limit stops: its dead letters, and what is in the store.
    private Queue OpenQueue(Destination destination) => OpenQueue(destination, limited: false, out _);

    private Queue OpenQueue(Destination destination, bool limited, out bool added)
    {
        added = false;
        RequirePlain(destination);
        Queue? queue;
        var fresh = new List<PrefetchSubscription>();
        lock (_lock)
        {
            if (_queues.TryGetValue(destination, out queue)) return queue;
            var policy = _policies.Find(destination);
            if (limited && policy.MaxDestinations >= 0) RequireRoom(destination, policy, _queues.Values.Count(other => other.Policy == policy));
            added = true;
            queue = new(
                destination, _context, policy, _persistence.OpenQueue(destination), NewStatistics(destination), destination.IsTemporary ? static _ => null : OpenQueue);
            _queues[destination] = queue;
            if (!destination.IsTemporary) NoteQueuesChanged();
            foreach (var consumer in _patternConsumers)
            {
                if (consumer.Wants(destination) && consumer.Subscription is PrefetchSubscription prefetch) fresh.Add(prefetch);
            }
        }

        foreach (var subscription in fresh) queue.Attach(subscription);
        return queue;
    }

    private Topic OpenTopic(Destination destination) => OpenTopic(destination, limited: false, out _);

    private Topic OpenTopic(Destination destination, bool limited, out bool added)
    {
        added = false;
        RequirePlain(destination);
        lock (_lock)
        {
            if (_topics.TryGetValue(destination, out var topic)) return topic;
            var policy = _policies.Find(destination);
            var isKnownToStore = !destination.IsTemporary && !IsAdvisory(destination);
            if (limited && isKnownToStore && policy.MaxDestinations >= 0)
            {
                RequireRoom(destination, policy, _topics.Values.Count(other => other.Policy == policy && !IsAdvisory(other.Destination)));
            }

            added = true;
            var store = isKnownToStore ? _persistence.OpenTopic(destination) : null;
            topic = new(destination, _context, store, policy, NewStatistics(destination), OpenTopic);
            foreach (var consumer in _patternConsumers)
            {
                if (consumer.Wants(destination) && consumer.Subscription is TopicSubscription plain) topic.Attach(plain);
            }

            foreach (var durable in _durables.Values)
            {
                if (durable.IsFor(destination)) topic.Attach(durable);
            }

            _topics[destination] = topic;
            return topic;
        }
    }

    private static void RequireRoom(Destination destination, DestinationPolicy policy, int count)
    {
        if (count < policy.MaxDestinations) return;
        throw new DestinationLimitException(
            $"{destination} cannot be made: the policy for {(destination.IsQueue ? policy.Queue : policy.Topic)} allows {policy.MaxDestinations} destinations (MaxDestinations), and there are as many.");
    }

    // The store forgets a topic's durable subscriptions with it. The lock is held.
    private void ForgetDurablesOf(Destination topic)
    {
        foreach (var durable in _durables.Values)
        {
            if (durable.Info.Topic.Equals(topic)) Forget(durable);
        }
    }

    // The lock is held.
    private void Forget(DurableSubscription durable)
    {
        _durables.TryRemove((durable.Info.ClientId, durable.Info.Name), out _);
        foreach (var topic in _topics.Values) topic.Detach(durable);
        durable.Backlog.Close();
    }

    private void Load(Destination topic)
    {
        var store = _persistence.OpenTopic(topic);
        foreach (var stored in store.Subscriptions)
        {
            if (SubscriptionRecovery.IsImage(stored.Info)) _images.Add(stored);
            else AddDurable(stored.Info, store, stored.Store);
        }

        if (!topic.IsPattern && !topic.IsComposite) OpenTopic(topic);
    }

    private DurableSubscription AddDurable(DurableSubscriptionInfo info, ITopicMessageStore topicStore, IMessageStore store)
    {
        var durable = new DurableSubscription(info, topicStore, store, _context, _policies.Find(info.Topic), new(_statistics, ofSubscription: true)) { OfflineSince = _context.Time.GetUtcNow() };
        lock (_lock)
        {
            _durables[(info.ClientId, info.Name)] = durable;
            foreach (var topic in _topics.Values)
            {
                if (durable.IsFor(topic.Destination)) topic.Attach(durable);
            }
        }

        return durable;
    }

    /// <summary>A consumer that also gets destinations made after it.</summary>
    private sealed class PatternConsumer(Subscription subscription, Destination pattern)
    {
        private readonly DestinationPattern _pattern = new(pattern.Name);

        public Subscription Subscription { get; } = subscription;

        public bool Wants(Destination destination) =>
            destination.Kind == pattern.Kind
            && Subscription.Options.Admits?.Invoke(destination) is not false
            && (!IsAdvisory(destination) || IsAdvisory(pattern))
            && _pattern.Matches(destination.Name);
    }
}

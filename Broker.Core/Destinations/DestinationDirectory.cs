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

    public DestinationDirectory(
        IPersistenceAdapter persistence,
        DestinationPolicies policies,
        BrokerStatistics statistics,
        MemoryUsage memory,
        TimeProvider time,
        ILogger logger)
    {
        _persistence = persistence;
        _policies = policies;
        _statistics = statistics;
        _context = new(persistence, memory, new(persistence, destination => GetOrAddQueue(destination, out _), logger), time, logger);
        foreach (var destination in persistence.Destinations)
        {
            if (destination.IsQueue) GetOrAddQueue(destination, out _);
            else Load(destination);
        }
    }

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
    public Queue GetOrAddQueue(Destination destination, out bool added)
    {
        added = false;
        if (_queues.TryGetValue(destination, out var queue)) return queue;
        RequirePlain(destination);
        var fresh = new List<PrefetchSubscription>();
        lock (_lock)
        {
            if (_queues.TryGetValue(destination, out queue)) return queue;
            added = true;
            queue = new(destination, _context, _policies.Find(destination), _persistence.OpenQueue(destination), new(_statistics));
            _queues[destination] = queue;
            foreach (var consumer in _patternConsumers)
            {
                if (consumer.Wants(destination) && consumer.Subscription is PrefetchSubscription prefetch) fresh.Add(prefetch);
            }
        }

        foreach (var subscription in fresh) subscription.Attach(queue.Backlog);
        return queue;
    }

    /// <summary>The topic; made when it is new.</summary>
    /// <param name="destination">A plain topic name.</param>
    /// <param name="added">It is new.</param>
    /// <exception cref="InvalidDestinationException">It is a pattern or composite.</exception>
    public Topic GetOrAddTopic(Destination destination, out bool added)
    {
        added = false;
        if (_topics.TryGetValue(destination, out var topic)) return topic;
        RequirePlain(destination);
        lock (_lock)
        {
            if (_topics.TryGetValue(destination, out topic)) return topic;
            added = true;
            topic = new(destination, _persistence, _policies.Find(destination), new(_statistics));
            if (!destination.IsTemporary && !IsAdvisory(destination)) _persistence.OpenTopic(destination);
            foreach (var consumer in _patternConsumers)
            {
                if (consumer.Wants(destination) && consumer.Subscription is TopicSubscription plain) topic.Attach(plain);
            }

            foreach (var durable in _durables.Values)
            {
                if (Matches(durable, destination)) topic.Attach(durable);
            }

            _topics[destination] = topic;
            return topic;
        }
    }

    /// <summary>Forgets a destination with all its messages; completes when that is durable.</summary>
    /// <returns>False: there is none.</returns>
    public async ValueTask<bool> RemoveAsync(Destination destination)
    {
        Queue? queue;
        var durables = new List<DurableSubscription>();
        lock (_lock)
        {
            if (!_queues.TryRemove(destination, out queue) && !_topics.TryRemove(destination, out _)) return false;

            // The store forgets a topic's durable subscriptions with it.
            durables.AddRange(_durables.Values.Where(durable => durable.Info.Topic.Equals(destination)));
            foreach (var durable in durables) _durables.TryRemove((durable.Info.ClientId, durable.Info.Name), out _);
        }

        queue?.Backlog.Close();
        foreach (var durable in durables) durable.Backlog.Close();
        await _persistence.RemoveDestinationAsync(destination).ConfigureAwait(false);
        return true;
    }

    /// <summary>Looks through all queues and durable subscriptions for messages that ran out of time.</summary>
    public async ValueTask ExpireAsync(CancellationToken cancellationToken)
    {
        foreach (var queue in _queues.Values) await queue.Backlog.ExpireAsync(cancellationToken).ConfigureAwait(false);
        foreach (var durable in _durables.Values) await durable.Backlog.ExpireAsync(cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Queues and durable subscriptions hand out nothing any more; the broker is about to close its connections.</summary>
    public void StopDelivery() => _context.IsStopping = true;

    public static bool IsAdvisory(Destination destination) => destination.IsAdvisory;

    private static void RequirePlain(Destination destination)
    {
        if (destination.IsPattern || destination.IsComposite)
        {
            throw new InvalidDestinationException($"{destination} names no single destination; wildcards are for consumers.");
        }
    }

    private static bool Matches(DurableSubscription durable, Destination topic) =>
        durable.Info.Topic.IsPattern
            ? !topic.IsTemporary && !IsAdvisory(topic) && durable.Pattern.Matches(topic.Name)
            : durable.Info.Topic.Equals(topic);

    private void Load(Destination topic)
    {
        var store = _persistence.OpenTopic(topic);
        foreach (var stored in store.Subscriptions) AddDurable(stored.Info, store, stored.Store);
        if (!topic.IsPattern) GetOrAddTopic(topic, out _);
    }

    private DurableSubscription AddDurable(DurableSubscriptionInfo info, ITopicMessageStore topicStore, IMessageStore store)
    {
        var durable = new DurableSubscription(info, topicStore, store, _context, _policies.Find(info.Topic), new(_statistics, ofSubscription: true));
        lock (_lock)
        {
            _durables[(info.ClientId, info.Name)] = durable;
            foreach (var topic in _topics.Values)
            {
                if (Matches(durable, topic.Destination)) topic.Attach(durable);
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

using Broker.Core.Clients;
using Broker.Core.Configuration;
using Broker.Core.Messages;
using Broker.Core.Storage;

namespace Broker.Core.Destinations;

/// <content>Consumers: finding what they name, and letting go of it.</content>
public sealed partial class DestinationDirectory
{
    /// <summary>Makes a consumer of queues or a non-durable one of topics; <see cref="Start"/> lets it have messages.</summary>
    /// <param name="options">What it asks for; plain destinations it names must exist already.</param>
    /// <exception cref="InvalidDestinationException">It mixes queues and topics, or browses a topic.</exception>
    public Subscription Subscribe(SubscriptionOptions options, ClientContext client, IDeliverySink sink)
    {
        var members = options.Destination.Members();
        if (members.Any(member => member.IsQueue != members[0].IsQueue))
        {
            throw new InvalidDestinationException($"{options.Destination} mixes queues and topics; use one consumer for each.");
        }

        if (options.Browser) return Browse(options, client, sink, members);
        return members[0].IsQueue
            ? new PrefetchSubscription(options, client, sink, _context)
            : new TopicSubscription(options, client, sink, _context, members.Min(member => LimitOf(_policies.Find(member))));
    }

    /// <summary>Makes a consumer of the named durable subscription, which is made when it is new, and anew when it changed.</summary>
    /// <returns>The consumer, and a task that completes when the subscription itself is durable.</returns>
    /// <exception cref="SubscriptionInUseException">It has a consumer already.</exception>
    public async ValueTask<Subscription> SubscribeDurablyAsync(
        SubscriptionOptions options,
        DurableSubscriptionInfo info,
        ClientContext client,
        IDeliverySink sink)
    {
        var key = (info.ClientId, info.Name);
        var existing = _durables.GetValueOrDefault(key);
        if (existing is { IsActive: true }) throw InUse(info);
        if (existing is not null && existing.Info != info)
        {
            await UnsubscribeAsync(info.ClientId, info.Name).ConfigureAwait(false);
            existing = null;
        }

        existing ??= await CreateDurableAsync(info).ConfigureAwait(false);
        var subscription = new PrefetchSubscription(options, client, sink, _context);
        lock (_lock)
        {
            if (existing.IsActive) throw InUse(info);
            existing.Consumer = subscription;
        }

        return subscription;
    }

    /// <summary>Lets a new consumer have messages; its client knows of it by now.</summary>
    public void Start(Subscription subscription)
    {
        switch (subscription)
        {
            case BrowserSubscription browser:
                browser.Advance();
                break;
            case TopicSubscription plain:
                AttachToTopics(plain);
                break;
            case PrefetchSubscription { Options.SubscriptionName: null } prefetch:
                AttachToQueues(prefetch);
                break;
            case PrefetchSubscription prefetch:
                foreach (var durable in _durables.Values)
                {
                    if (durable.Consumer == prefetch) prefetch.Attach(durable.Backlog);
                }

                break;
        }
    }

    /// <summary>Ends a consumer; what it holds goes back.</summary>
    public void Unsubscribe(Subscription subscription, LastDelivered lastDelivered)
    {
        lock (_lock) _patternConsumers.RemoveAll(consumer => consumer.Subscription == subscription);
        if (subscription is TopicSubscription plain)
        {
            foreach (var topic in _topics.Values) topic.Detach(plain);
        }

        subscription.Close(lastDelivered);
        lock (_lock)
        {
            foreach (var durable in _durables.Values)
            {
                if (durable.Consumer == subscription) durable.Consumer = null;
            }
        }
    }

    /// <summary>Forgets a durable subscription with its messages; completes when that is durable.</summary>
    /// <returns>False: there is none.</returns>
    /// <exception cref="SubscriptionInUseException">It has a consumer.</exception>
    public async ValueTask<bool> UnsubscribeAsync(string clientId, string name)
    {
        DurableSubscription? durable;
        lock (_lock)
        {
            if (!_durables.TryGetValue((clientId, name), out durable)) return false;
            if (durable.IsActive) throw new SubscriptionInUseException("Durable consumer is in use");
            _durables.TryRemove((clientId, name), out _);
            foreach (var topic in _topics.Values) topic.Detach(durable);
        }

        durable.Backlog.Close();
        await durable.TopicStore.RemoveSubscriptionAsync(clientId, name).ConfigureAwait(false);
        return true;
    }

    private static SubscriptionInUseException InUse(DurableSubscriptionInfo info) =>
        new($"Durable consumer is in use for client: {info.ClientId} and subscriptionName: {info.Name}");

    private async ValueTask<DurableSubscription> CreateDurableAsync(DurableSubscriptionInfo info)
    {
        var topicStore = _persistence.OpenTopic(info.Topic);
        var (store, durable) = topicStore.AddSubscription(info);
        var subscription = AddDurable(info, topicStore, store);
        await durable.ConfigureAwait(false);
        return subscription;
    }

    private long LimitOf(DestinationPolicy policy) =>
        policy.ProducerFlowControl is false ? Math.Max(policy.MemoryLimit, _context.Memory.LimitBytes) : policy.MemoryLimit;

    private BrowserSubscription Browse(SubscriptionOptions options, ClientContext client, IDeliverySink sink, IReadOnlyList<Destination> members)
    {
        if (!members[0].IsQueue) throw new InvalidDestinationException($"{options.Destination} is no queue; only queues can be browsed.");
        var queues = new List<Queue>();
        foreach (var member in members) queues.AddRange(MatchingQueues(member, options.Admits));
        return new(options, client, sink, queues);
    }

    private void AttachToQueues(PrefetchSubscription subscription)
    {
        var queues = new List<Queue>();
        lock (_lock)
        {
            foreach (var member in subscription.Options.Destination.Members())
            {
                queues.AddRange(MatchingQueues(member, subscription.Options.Admits));
                if (member.IsPattern) _patternConsumers.Add(new(subscription, member));
            }
        }

        foreach (var queue in queues.Distinct()) subscription.Attach(queue.Backlog);
    }

    private void AttachToTopics(TopicSubscription subscription)
    {
        lock (_lock)
        {
            var topics = new List<Topic>();
            foreach (var member in subscription.Options.Destination.Members())
            {
                topics.AddRange(MatchingTopics(member, subscription));
                if (member.IsPattern) _patternConsumers.Add(new(subscription, member));
            }

            foreach (var topic in topics.Distinct()) topic.Attach(subscription);
        }
    }

    private IEnumerable<Queue> MatchingQueues(Destination member, Predicate<Destination>? admits)
    {
        if (!member.IsPattern) return _queues.TryGetValue(member, out var one) ? [one] : [];
        var pattern = new DestinationPattern(member.Name);
        return _queues.Values.Where(queue => queue.Destination.Kind == member.Kind && pattern.Matches(queue.Destination.Name) && admits?.Invoke(queue.Destination) is not false);
    }

    private IEnumerable<Topic> MatchingTopics(Destination member, TopicSubscription subscription)
    {
        if (!member.IsPattern) return _topics.TryGetValue(member, out var one) ? [one] : [];
        var consumer = new PatternConsumer(subscription, member);
        return _topics.Values.Where(topic => consumer.Wants(topic.Destination));
    }
}

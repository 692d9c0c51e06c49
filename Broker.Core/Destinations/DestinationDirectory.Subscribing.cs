using Broker.Core.Clients;
using Broker.Core.Messages;
using Broker.Core.Storage;

namespace Broker.Core.Destinations;

/// <content>Consumers: finding what they name, and letting go of it.</content>
public sealed partial class DestinationDirectory
{
    /// <summary>Makes a consumer of queues, a non-durable one of topics, or of both; <see cref="Start"/> lets it have messages.</summary>
    /// <param name="options">What it asks for; plain destinations it names must exist already.</param>
    /// <exception cref="InvalidDestinationException">It browses a topic.</exception>
    public Subscription Subscribe(SubscriptionOptions options, ClientContext client, IDeliverySink sink)
    {
        var members = options.Destination.Members();
        if (members.Any(member => member.IsQueue != members[0].IsQueue)) return SubscribeMixed(options, client, sink, members);
        options = options with { Prefetch = PrefetchOf(options) };
        if (options.Browser) return Browse(options, client, sink, members);
        return members[0].IsQueue ? SubscribeToQueues(options, client, sink) : SubscribeToTopics(options, client, sink);
    }

    /// <summary>Makes a consumer of the named durable subscription, which is made when it is new, and anew when it changed.</summary>
    /// <returns>The consumer, and a task that completes when the subscription itself is durable.</returns>
    /// <exception cref="SubscriptionInUseException">It has a consumer already.</exception>
    /// <exception cref="InvalidDestinationException">It is not for topics.</exception>
    /// <exception cref="StoreException">A new one could not be stored; there is none then.</exception>
    public async ValueTask<Subscription> SubscribeDurablyAsync(
        SubscriptionOptions options,
        DurableSubscriptionInfo info,
        ClientContext client,
        IDeliverySink sink)
    {
        if (info.Topic.Members().Any(static member => member.IsQueue))
        {
            throw new InvalidDestinationException($"{info.Topic} is no topic; durable subscriptions are for topics.");
        }

        options = options with { Prefetch = PrefetchOf(options) };
        var subscription = new PrefetchSubscription(options, client, sink, _context) { Policy = PolicyOf(options) };
        var claim = Claim(info, options, subscription);
        try
        {
            await claim.Stored.ConfigureAwait(false);
            foreach (var message in claim.Recovered) await claim.Durable.AddRecoveredAsync(message).ConfigureAwait(false);
        }
        catch
        {
            Unclaim(claim);
            throw;
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
            case MixedSubscription mixed:
                Start(mixed.Queues);
                Start(mixed.Topics);
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
        if (subscription is MixedSubscription mixed)
        {
            Unsubscribe(mixed.Queues, lastDelivered);
            Unsubscribe(mixed.Topics, lastDelivered);
        }

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
                if (durable.Consumer != subscription) continue;
                durable.Consumer = null;
                durable.OfflineSince = _context.Time.GetUtcNow();
            }
        }
    }

    /// <summary>Forgets a durable subscription with its messages; completes when that is durable.</summary>
    /// <returns>False: there is none.</returns>
    /// <exception cref="SubscriptionInUseException">It has a consumer.</exception>
    public async ValueTask<bool> UnsubscribeAsync(string clientId, string name)
    {
        ValueTask removed;
        lock (_lock)
        {
            if (!_durables.TryGetValue((clientId, name), out var durable)) return false;
            if (durable.IsActive) throw new SubscriptionInUseException("Durable consumer is in use");
            Forget(durable);

            // Before anybody can make one of the same name.
            removed = durable.TopicStore.RemoveSubscriptionAsync(clientId, name);
        }

        await removed.ConfigureAwait(false);
        return true;
    }

    private static SubscriptionInUseException InUse(DurableSubscriptionInfo info) =>
        new($"Durable consumer is in use for client: {info.ClientId} and subscriptionName: {info.Name}");

    // Finds or makes the subscription and gives it its consumer in one go: of two that come at once the second finds it in use.
    private DurableClaim Claim(DurableSubscriptionInfo info, SubscriptionOptions options, PrefetchSubscription consumer)
    {
        lock (_lock)
        {
            var existing = _durables.GetValueOrDefault((info.ClientId, info.Name));
            if (existing is { IsActive: true }) throw InUse(info);
            var isNew = existing?.Info != info;
            var claim = isNew ? Create(info, options, existing) : new(existing!, Task.CompletedTask, []);
            claim.Durable.Consumer = consumer;
            claim.Durable.OfflineSince = null;
            return claim;
        }
    }

    // The lock is held.
    private DurableClaim Create(DurableSubscriptionInfo info, SubscriptionOptions options, DurableSubscription? former)
    {
        var removed = Task.CompletedTask;
        if (former is not null)
        {
            Forget(former);
            removed = former.TopicStore.RemoveSubscriptionAsync(info.ClientId, info.Name).AsTask();
        }

        var topicStore = _persistence.OpenTopic(info.Topic);
        var (store, added) = topicStore.AddSubscription(info);
        var durable = AddDurable(info, topicStore, store);
        var recovered = new List<Message>();
        foreach (var topic in _topics.Values)
        {
            if (durable.IsFor(topic.Destination)) recovered.AddRange(topic.RecoverFor(options));
        }

        return new(durable, Task.WhenAll(removed, added.AsTask()), recovered);
    }

    // It is not in the store: the next who subscribes has to make it.
    private void Unclaim(DurableClaim claim)
    {
        lock (_lock)
        {
            claim.Durable.Consumer = null;
            if (_durables.GetValueOrDefault((claim.Durable.Info.ClientId, claim.Durable.Info.Name)) == claim.Durable) Forget(claim.Durable);
        }
    }

    private PrefetchSubscription SubscribeToQueues(SubscriptionOptions options, ClientContext client, IDeliverySink sink) =>
        new(options, client, sink, _context) { Policy = PolicyOf(options) };

    private TopicSubscription SubscribeToTopics(SubscriptionOptions options, ClientContext client, IDeliverySink sink) =>
        new(options, client, sink, _context, PendingMessages.For(options, options.Destination.Members().Select(_policies.Find), _context.Memory))
        {
            Policy = PolicyOf(options),
        };

    private BrowserSubscription Browse(SubscriptionOptions options, ClientContext client, IDeliverySink sink, IReadOnlyList<Destination> members)
    {
        if (!members[0].IsQueue) throw new InvalidDestinationException($"{options.Destination} is no queue; only queues can be browsed.");
        var queues = new List<Queue>();
        foreach (var member in members) queues.AddRange(MatchingQueues(member, options.Admits));
        return new(options, client, sink, queues) { Policy = PolicyOf(options) };
    }

    private void AttachToQueues(PrefetchSubscription subscription)
    {
        var queues = new List<Queue>();
        lock (_lock)
        {
            foreach (var member in subscription.Options.Destination.Members())
            {
                RestoreCollected(member);
                queues.AddRange(MatchingQueues(member, subscription.Options.Admits));
                if (member.IsPattern) _patternConsumers.Add(new(subscription, member));
            }
        }

        foreach (var queue in queues.Distinct()) queue.Attach(subscription);
    }

    private void AttachToTopics(TopicSubscription subscription)
    {
        lock (_lock)
        {
            var topics = new List<Topic>();
            foreach (var member in subscription.Options.Destination.Members())
            {
                RestoreCollected(member);
                topics.AddRange(MatchingTopics(member, subscription));
                if (member.IsPattern) _patternConsumers.Add(new(subscription, member));
            }

            foreach (var topic in topics.Distinct()) topic.Attach(subscription);
        }
    }

    // It was there when the consumer subscribed, and may have been collected since. The lock is held.
    private void RestoreCollected(Destination member)
    {
        if (member.IsPattern || member.IsTemporary) return;
        if (member.IsQueue) OpenQueue(member);
        else OpenTopic(member);
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

    /// <summary>A durable subscription whose consumer comes.</summary>
    /// <param name="Durable">The subscription.</param>
    /// <param name="Stored">Completes when the subscription is durable.</param>
    /// <param name="Recovered">What a new one begins with.</param>
    private sealed record DurableClaim(DurableSubscription Durable, Task Stored, IReadOnlyList<Message> Recovered);
}

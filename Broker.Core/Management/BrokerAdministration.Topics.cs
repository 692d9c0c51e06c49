using Broker.Core.Destinations;
using Broker.Core.Messages;
using Broker.Core.Security;
using Broker.Core.Storage;

namespace Broker.Core.Management;

/// <content>Topics and their subscriptions.</content>
public sealed partial class BrokerAdministration
{
    public Page<TopicView> ListTopics(TopicQuery query)
    {
        var found = new List<TopicView>();
        foreach (var topic in _serving?.Router.Directory.Topics ?? [])
        {
            if (!IsListed(topic.Destination)) continue;
            if (!string.IsNullOrEmpty(query.Filter) && !topic.Destination.Name.Contains(query.Filter, StringComparison.OrdinalIgnoreCase)) continue;
            found.Add(Describe(topic));
        }

        found.Sort(static (one, other) => string.Compare(one.Name, other.Name, StringComparison.Ordinal));
        return PageOf(found, query.Skip, query.Take);
    }

    public TopicView? FindTopic(string name) =>
        !string.IsNullOrEmpty(name) && _serving?.Router.Directory.FindTopic(Destination.Topic(name)) is { } topic ? Describe(topic) : null;

    public Page<SubscriptionView> ListSubscriptions(SubscriptionQuery query)
    {
        if (_serving is not { } serving) return new([], 0);
        var topic = string.IsNullOrEmpty(query.Topic) ? null : Destination.Topic(query.Topic);
        var found = new List<SubscriptionView>();
        foreach (var durable in serving.Router.Directory.DurableSubscriptions)
        {
            if (topic is null || durable.IsFor(topic)) found.Add(SubscriptionViews.From(durable));
        }

        found.Sort(SubscriptionViews.Compare);
        if (query.DurableOnly) return PageOf(found, query.Skip, query.Take);

        var others = new List<SubscriptionView>();
        foreach (var connection in serving.Router.Connections)
        {
            foreach (var subscription in connection.CopySubscriptions())
            {
                if (subscription.OfTopics is not { } plain || DestinationDirectory.IsAdvisory(plain.Options.Destination)) continue;
                if (topic is null || SubscriptionViews.IsFor(plain.Options.Destination, topic)) others.Add(SubscriptionViews.From(plain));
            }
        }

        others.Sort(SubscriptionViews.Compare);
        found.AddRange(others);
        return PageOf(found, query.Skip, query.Take);
    }

    public SubscriptionView? FindDurableSubscription(string clientId, string name) =>
        _serving?.Router.Directory.FindDurable(clientId, name) is { } durable ? SubscriptionViews.From(durable) : null;

    public async ValueTask<IReadOnlyList<MessageView>> BrowseDurableSubscriptionAsync(
        User caller, string clientId, string name, long after, int limit, CancellationToken cancellationToken)
    {
        if (limit is < 1 or > MaxPage) throw new CommandRefusedException(CommandRefusal.Invalid, $"A page has 1 to {MaxPage} messages, not {limit}.");
        var durable = Serving().Router.Directory.FindDurable(clientId, name) ?? throw NoSubscription(clientId, name);
        var messages = await durable.BrowseAsync(after, limit, cancellationToken).ConfigureAwait(false);
        var views = new List<MessageView>(messages.Count);
        foreach (var message in messages) views.Add(MessageViews.From(message));
        return views;
    }

    public async ValueTask DeleteDurableSubscriptionAsync(User caller, string clientId, string name, CancellationToken cancellationToken)
    {
        Require(caller, UserRole.Administrator, "delete durable subscriptions");
        try
        {
            await Serving().Router.UnsubscribeDurableAsync(clientId, name).ConfigureAwait(false);
        }
        catch (SubscriptionInUseException)
        {
            throw new CommandRefusedException(CommandRefusal.Conflict, $"Subscription {name} of client {clientId} has a consumer; close that first.");
        }
        catch (InvalidDestinationException)
        {
            throw NoSubscription(clientId, name);
        }
        catch (StoreException e)
        {
            throw new CommandRefusedException($"The subscription was not removed: {e.Message}", e);
        }
    }

    private static CommandRefusedException NoSubscription(string clientId, string name) =>
        new(CommandRefusal.NotFound, $"There is no durable subscription {name} of client {clientId}.");

    private static bool IsListed(Destination topic) => !topic.IsTemporary && !DestinationDirectory.IsAdvisory(topic);

    private static Page<T> PageOf<T>(List<T> all, int skip, int take)
    {
        skip = Math.Clamp(skip, 0, all.Count);
        return new(all.GetRange(skip, Math.Min(Math.Clamp(take, 1, MaxPage), all.Count - skip)), all.Count);
    }

    private static TopicView Describe(Topic topic) => new()
    {
        Name = topic.Destination.Name,
        Consumers = topic.ConsumerCount,
        DurableSubscriptions = topic.DurableCount,
        Producers = topic.Statistics.Producers,
        BlockedProducers = topic.Statistics.BlockedProducers,
        Enqueued = topic.Statistics.Enqueued,
        Dequeued = topic.Statistics.Dequeued,
        Dispatched = topic.Statistics.Dispatched,
        Expired = topic.Statistics.Expired,
        Discarded = topic.Statistics.Discarded,
    };
}

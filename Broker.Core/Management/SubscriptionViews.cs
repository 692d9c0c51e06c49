using Broker.Core.Destinations;
using Broker.Core.Messages;

namespace Broker.Core.Management;

/// <summary>Makes views of the engine's two kinds of subscriptions to topics.</summary>
internal static class SubscriptionViews
{
    /// <summary>By client id, name and consumer, so that rows keep their place.</summary>
    public static int Compare(SubscriptionView one, SubscriptionView other)
    {
        var order = string.CompareOrdinal(one.ClientId, other.ClientId);
        if (order == 0) order = string.CompareOrdinal(one.SubscriptionName, other.SubscriptionName);
        return order == 0 ? string.CompareOrdinal(one.ConsumerId, other.ConsumerId) : order;
    }

    /// <summary>Whether a consumer of this destination gets the topic's messages.</summary>
    public static bool IsFor(Destination destination, Destination topic)
    {
        foreach (var member in destination.Members())
        {
            if (member.Equals(topic) || (member.IsPattern && new DestinationPattern(member.Name).Matches(topic.Name))) return true;
        }

        return false;
    }

    public static SubscriptionView From(DurableSubscription durable)
    {
        var statistics = durable.Statistics;
        var consumer = durable.Consumer;
        var inFlight = durable.InFlight;
        return new()
        {
            ClientId = durable.Info.ClientId,
            SubscriptionName = durable.Info.Name,
            ConsumerId = consumer?.Options.ConsumerId.ToString(),
            Topic = durable.Info.Topic.Name,
            Selector = durable.Info.Selector,
            NoLocal = durable.Info.NoLocal,
            Retroactive = consumer?.Options.Retroactive ?? false,
            OfflineSince = durable.OfflineSince,
            Prefetch = consumer?.Options.Prefetch ?? 0,
            MaximumPendingMessages = -1,
            Pending = Math.Max(0, durable.Count - inFlight),
            InFlight = inFlight,
            Enqueued = statistics.Enqueued,
            Dispatched = statistics.Dispatched,
            Dequeued = statistics.Dequeued,
            Expired = statistics.Expired,
        };
    }

    public static SubscriptionView From(TopicSubscription subscription)
    {
        var options = subscription.Options;
        var counts = subscription.Counts;
        return new()
        {
            ClientId = subscription.ClientId,
            ConsumerId = options.ConsumerId.ToString(),
            Topic = options.Destination.Name,
            Selector = subscription.SelectorText,
            NoLocal = options.NoLocal,
            Retroactive = options.Retroactive,
            Prefetch = options.Prefetch,
            MaximumPendingMessages = subscription.PendingLimit,
            Pending = counts.Pending,
            InFlight = counts.InFlight,
            Enqueued = counts.Enqueued,
            Dispatched = counts.Dispatched,
            Dequeued = counts.Dequeued,
            Expired = counts.Expired,
            Discarded = counts.Discarded,
        };
    }
}

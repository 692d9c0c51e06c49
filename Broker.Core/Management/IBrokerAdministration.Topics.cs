using Broker.Core.Security;

namespace Broker.Core.Management;

/// <content>Topics and their subscriptions.</content>
public partial interface IBrokerAdministration
{
    /// <summary>Topics of the given page. Temporary ones and advisories are left out.</summary>
    Page<TopicView> ListTopics(TopicQuery query);

    /// <summary>One topic, or null when there is none of that name.</summary>
    TopicView? FindTopic(string name);

    /// <summary>Subscriptions to topics of the given page.</summary>
    Page<SubscriptionView> ListSubscriptions(SubscriptionQuery query);

    /// <summary>One durable subscription, or null when there is none of that key.</summary>
    SubscriptionView? FindDurableSubscription(string clientId, string name);

    /// <summary>Messages waiting in a durable subscription, in their order, read from the store page by page.</summary>
    /// <param name="caller">Anyone signed in.</param>
    /// <param name="clientId">JMS client id.</param>
    /// <param name="name">Subscription name.</param>
    /// <param name="after">Only messages whose sequence is larger; 0 starts at the head.</param>
    /// <param name="limit">1 to 500.</param>
    /// <param name="cancellationToken">Stops reading.</param>
    /// <exception cref="CommandRefusedException">No such subscription, or the limit is out of range.</exception>
    ValueTask<IReadOnlyList<MessageView>> BrowseDurableSubscriptionAsync(
        User caller, string clientId, string name, long after, int limit, CancellationToken cancellationToken);

    /// <summary>Removes a durable subscription with its messages.</summary>
    /// <exception cref="CommandRefusedException">The role may not, there is no such subscription, or it has a consumer.</exception>
    ValueTask DeleteDurableSubscriptionAsync(User caller, string clientId, string name, CancellationToken cancellationToken);
}

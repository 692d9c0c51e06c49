using Broker.Core.Messages;

namespace Broker.Core.Storage;

/// <summary>A topic's durable subscriptions; a message is stored once however many of them wait for it.</summary>
/// <remarks>Source of the role: ActiveMQ's TopicMessageStore.</remarks>
public interface ITopicMessageStore
{
    /// <summary>The durable subscriptions, each with the store of its own backlog.</summary>
    IReadOnlyCollection<StoredSubscription> Subscriptions { get; }

    /// <summary>Adds a subscription with an empty backlog; one of the same client and name is replaced with its backlog.</summary>
    /// <remarks>The returned task completes when it is durable; the store may be used at once.</remarks>
    (IMessageStore Store, ValueTask Durable) AddSubscription(DurableSubscriptionInfo subscription);

    /// <summary>Forgets a subscription and its backlog; completes when durable. An unknown one is ignored.</summary>
    ValueTask RemoveSubscriptionAsync(string clientId, string name);

    /// <summary>As <see cref="IMessageStore.AppendAsync"/>, for all the given subscriptions of this topic in one operation.</summary>
    /// <param name="message">The message.</param>
    /// <param name="subscriptions">Stores from this topic store; must not be empty.</param>
    ValueTask AppendAsync(Message message, IReadOnlyList<IMessageStore> subscriptions);
}

using Broker.Core.Destinations;
using Broker.Core.Messages;
using Broker.Core.Security;
using Broker.Core.Storage;
using Broker.Core.Transactions;

namespace Broker.Core.Routing;

/// <content>Consumers and what they say of their messages.</content>
public sealed partial class Router
{
    /// <summary>Adds a consumer; it may get messages before this returns. One of the same id is left as it is.</summary>
    /// <exception cref="InvalidDestinationException">A temporary destination is gone, or a durable subscription names a queue.</exception>
    /// <exception cref="SubscriptionInUseException">The durable subscription has a consumer.</exception>
    /// <exception cref="StoreException">The durable subscription could not be stored.</exception>
    /// <exception cref="NotAuthorizedException">The client may not read from it, or not make it.</exception>
    public async ValueTask SubscribeAsync(ConnectionState connection, SubscriptionOptions options)
    {
        RequireConnected(connection);
        if (connection.FindSubscription(options.ConsumerId) is not null) return;
        options = RequireRead(connection, options);
        foreach (var member in options.Destination.Members()) FindOrAdd(member, temporaryToo: false, connection);
        await RememberVirtualQueuesAsync(options).ConfigureAwait(false);
        var subscription = options.SubscriptionName is null
            ? _directory.Subscribe(options, connection.Client, connection.Sink)
            : await SubscribeDurablyAsync(connection, options).ConfigureAwait(false);
        lock (connection.Lock) connection.Subscriptions.Add(options.ConsumerId, subscription);
        if (subscription.Options.Prefetch != options.Prefetch) connection.Sink.SetPrefetch(options.ConsumerId, subscription.Options.Prefetch);
        _directory.Start(subscription);
        if (connection.IsReleased)
        {
            // It ended meanwhile, and perhaps did not find this consumer yet.
            Unsubscribe(connection, subscription, LastDelivered.None);
            RequireConnected(connection);
        }

        _advisories.ConsumerAdded(connection.Client, subscription.Options);
        _advisories.Replay(subscription, Connections);
    }

    /// <summary>Ends a consumer; an unknown one is ignored.</summary>
    public void Unsubscribe(ConnectionState connection, ConsumerId consumer, LastDelivered lastDelivered)
    {
        if (connection.FindSubscription(consumer) is { } subscription) Unsubscribe(connection, subscription, lastDelivered);
    }

    /// <summary>Ends all consumers and producers of a session.</summary>
    public void RemoveSession(ConnectionState connection, SessionId session, LastDelivered lastDelivered)
    {
        foreach (var subscription in connection.CopySubscriptions())
        {
            var id = subscription.Options.ConsumerId;
            if (id.SessionId == session.Value && IsOf(connection, id.ConnectionId)) Unsubscribe(connection, subscription, lastDelivered);
        }

        foreach (var producer in connection.CopyProducers())
        {
            if (producer.Id.SessionId == session.Value && IsOf(connection, producer.Id.ConnectionId)) RemoveProducer(connection, producer);
        }
    }

    /// <summary>Forgets a durable subscription with its messages.</summary>
    /// <exception cref="SubscriptionInUseException">It has a consumer.</exception>
    /// <exception cref="InvalidDestinationException">There is none.</exception>
    public async ValueTask UnsubscribeDurableAsync(string clientId, string name)
    {
        if (await _directory.UnsubscribeAsync(clientId, name).ConfigureAwait(false)) return;
        throw new InvalidDestinationException($"No durable subscription exists for clientID: {clientId} and subscriptionName: {name}");
    }

    /// <summary>
    /// Takes an acknowledgement. Removals are visible when it completes, and durable with the next group or after
    /// <see cref="FlushAsync"/>.
    /// </summary>
    /// <exception cref="UnmatchedAcknowledgeException">It names messages that the consumer does not hold.</exception>
    /// <exception cref="UnknownTransactionException">Its transaction was not begun here.</exception>
    /// <exception cref="XaException">Its branch was not begun, or is not active any more.</exception>
    public ValueTask AcknowledgeAsync(
        ConnectionState connection, ConsumerId consumer, Acknowledgement acknowledgement, TransactionId? transaction)
    {
        var subscription = connection.FindSubscription(consumer);
        if (transaction is not null)
        {
            return IsAcknowledgedIn(connection, transaction)
                ? ValueTask.CompletedTask
                : FindOpen(connection, transaction).AcknowledgeAsync(subscription, acknowledgement);
        }

        // A consumer just closed may still acknowledge; its messages are already back.
        return subscription is null ? ValueTask.CompletedTask : SignalConsumedAsync(subscription.AcknowledgeAsync(acknowledgement));
    }

    /// <summary>Completes when everything done so far is durable.</summary>
    /// <exception cref="StoreException">It could not be made durable.</exception>
    public ValueTask FlushAsync() => _persistence.FlushAsync();

    private static bool IsOf(ConnectionState connection, string connectionId) =>
        string.Equals(connection.Client.ConnectionId, connectionId, StringComparison.Ordinal);

    private ValueTask<Subscription> SubscribeDurablyAsync(ConnectionState connection, SubscriptionOptions options)
    {
        var info = new DurableSubscriptionInfo(
            connection.Client.ClientId, options.SubscriptionName!, options.Destination, options.Selector?.Text, options.NoLocal);
        return _directory.SubscribeDurablyAsync(options, info, connection.Client, connection.Sink);
    }

    private void Unsubscribe(ConnectionState connection, Subscription subscription, LastDelivered lastDelivered)
    {
        lock (connection.Lock) connection.Subscriptions.Remove(subscription.Options.ConsumerId);
        _directory.Unsubscribe(subscription, lastDelivered);
        _advisories.ConsumerRemoved(connection.Client, subscription.Options);
    }
}

using Broker.Core.Destinations;
using Broker.Core.Messages;

namespace Broker.Core.Routing;

/// <content>Consumers that are changed while they are there: by their client, by a policy, or because they do not keep up.</content>
public sealed partial class Router
{
    /// <summary>A client changes a consumer's prefetch; where a policy says otherwise, the client is told so. An unknown consumer is ignored.</summary>
    /// <exception cref="ArgumentOutOfRangeException">It is negative.</exception>
    public void SetPrefetch(ConnectionState connection, ConsumerId consumer, int prefetch)
    {
        if (prefetch < 0) throw new ArgumentOutOfRangeException(nameof(prefetch), $"Consumer {consumer} cannot have a prefetch of {prefetch}; ask for 0 or more.");
        if (connection.FindSubscription(consumer) is not { } subscription) return;
        var effective = _directory.PrefetchOf(subscription.Options with { Prefetch = prefetch });
        subscription.SetPrefetch(effective);
        if (effective != prefetch) connection.Sink.SetPrefetch(consumer, effective);
    }

    /// <summary>Judges every consumer, and ends those that are too slow for their policy. Called about once a second, by one thread.</summary>
    public void CheckConsumers()
    {
        foreach (var connection in _connections.Values)
        {
            foreach (var subscription in connection.CopySubscriptions())
            {
                switch (_directory.Judge(subscription))
                {
                    case SlowConsumerVerdict.Abort:
                        Abort(connection, subscription);
                        break;
                    case SlowConsumerVerdict.Remove:
                        Unsubscribe(connection, subscription, LastDelivered.Unknown);
                        break;
                }
            }
        }
    }

    private static void Abort(ConnectionState connection, Subscription subscription)
    {
        var consumer = subscription.Options.ConsumerId;
        if (subscription.Policy.SlowConsumerStrategy.AbortConnection)
        {
            connection.Sink.Close($"Consumer {consumer} of {subscription.Options.Destination} does not keep up.");
        }
        else
        {
            connection.Sink.CloseConsumer(consumer);
        }
    }
}

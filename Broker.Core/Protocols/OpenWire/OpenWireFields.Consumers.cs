namespace Broker.Core.Protocols.OpenWire;

/// <content>Consumers, producers, destinations and subscriptions.</content>
internal static partial class OpenWireFields<TWire>
{
    private static ConsumerInfo Fields(ref TWire wire, ConsumerInfo x)
    {
        Prefix(ref wire, x);
        x.ConsumerId = Required(wire.Cached(x.ConsumerId));
        x.Browser = wire.Bool(x.Browser);
        x.Destination = wire.Cached(x.Destination);
        x.PrefetchSize = wire.Int(x.PrefetchSize);
        x.MaximumPendingMessageLimit = wire.Int(x.MaximumPendingMessageLimit);
        x.DispatchAsync = wire.Bool(x.DispatchAsync);
        x.Selector = wire.String(x.Selector);
        if (wire.Version >= 10) x.ClientId = wire.String(x.ClientId);
        x.SubscriptionName = wire.String(x.SubscriptionName);
        x.NoLocal = wire.Bool(x.NoLocal);
        x.Exclusive = wire.Bool(x.Exclusive);
        x.Retroactive = wire.Bool(x.Retroactive);
        x.Priority = (sbyte)wire.Byte((byte)x.Priority);
        x.BrokerPath = BrokerIds(ref wire, x.BrokerPath);
        x.AdditionalPredicate = wire.Nested(x.AdditionalPredicate);
        x.NetworkSubscription = wire.Bool(x.NetworkSubscription);
        x.OptimizedAcknowledge = wire.Bool(x.OptimizedAcknowledge);
        x.NoRangeAcks = wire.Bool(x.NoRangeAcks);
        if (wire.Version >= 4) x.NetworkConsumerPath = Array(ref wire, x.NetworkConsumerPath);
        return x;
    }

    private static ProducerInfo Fields(ref TWire wire, ProducerInfo x)
    {
        Prefix(ref wire, x);
        x.ProducerId = Required(wire.Cached(x.ProducerId));
        x.Destination = wire.Cached(x.Destination);
        x.BrokerPath = BrokerIds(ref wire, x.BrokerPath);
        if (wire.Version >= 2) x.DispatchAsync = wire.Bool(x.DispatchAsync);
        if (wire.Version >= 3) x.WindowSize = wire.Int(x.WindowSize);
        return x;
    }

    private static DestinationInfo Fields(ref TWire wire, DestinationInfo x)
    {
        Prefix(ref wire, x);
        x.ConnectionId = wire.CachedName(x.ConnectionId, CommandType.ConnectionId);
        x.Destination = wire.Cached(x.Destination);
        x.Operation = (DestinationOperation)wire.Byte((byte)x.Operation);
        x.Timeout = wire.Long(x.Timeout);
        x.BrokerPath = BrokerIds(ref wire, x.BrokerPath);
        return x;
    }

    private static RemoveSubscriptionInfo Fields(ref TWire wire, RemoveSubscriptionInfo x)
    {
        Prefix(ref wire, x);
        x.ConnectionId = wire.CachedName(x.ConnectionId, CommandType.ConnectionId);
        x.SubscriptionName = wire.String(x.SubscriptionName);
        x.ClientId = wire.String(x.ClientId);
        return x;
    }

    // From version 6 on the destination stands before everything else.
    private static ConsumerControl Fields(ref TWire wire, ConsumerControl x)
    {
        Prefix(ref wire, x);
        if (wire.Version >= 6) x.Destination = wire.Nested(x.Destination);
        x.Close = wire.Bool(x.Close);
        x.ConsumerId = wire.Nested(x.ConsumerId);
        x.Prefetch = wire.Int(x.Prefetch);
        if (wire.Version < 2) return x;
        x.Flush = wire.Bool(x.Flush);
        x.Start = wire.Bool(x.Start);
        x.Stop = wire.Bool(x.Stop);
        return x;
    }

    private static SubscriptionInfo Fields(ref TWire wire, SubscriptionInfo x)
    {
        x.ClientId = wire.String(x.ClientId);
        x.Destination = wire.Cached(x.Destination);
        x.Selector = wire.String(x.Selector);
        x.SubscriptionName = wire.String(x.SubscriptionName);
        if (wire.Version >= 3) x.SubscribedDestination = wire.Nested(x.SubscribedDestination);
        if (wire.Version >= 11) x.NoLocal = wire.Bool(x.NoLocal);
        return x;
    }
}

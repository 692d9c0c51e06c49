namespace Broker.Core.Protocols.OpenWire;

/// <content>What brokers tell each other and their clients about themselves.</content>
internal static partial class OpenWireFields<TWire>
{
    private static BrokerInfo Fields(ref TWire wire, BrokerInfo x)
    {
        Prefix(ref wire, x);
        x.BrokerId = wire.CachedName(x.BrokerId, CommandType.BrokerId);
        x.BrokerUrl = wire.String(x.BrokerUrl);
        x.PeerBrokerInfos = Array(ref wire, x.PeerBrokerInfos);
        x.BrokerName = wire.String(x.BrokerName);
        x.SlaveBroker = wire.Bool(x.SlaveBroker);
        x.MasterBroker = wire.Bool(x.MasterBroker);
        x.FaultTolerantConfiguration = wire.Bool(x.FaultTolerantConfiguration);
        if (wire.Version >= 2)
        {
            x.DuplexConnection = wire.Bool(x.DuplexConnection);
            x.NetworkConnection = wire.Bool(x.NetworkConnection);
            x.ConnectionId = wire.Long(x.ConnectionId);
        }

        if (wire.Version < 3) return x;
        x.BrokerUploadUrl = wire.String(x.BrokerUploadUrl);
        x.NetworkProperties = wire.String(x.NetworkProperties);
        return x;
    }

    private static BrokerSubscriptionInfo Fields(ref TWire wire, BrokerSubscriptionInfo x)
    {
        Prefix(ref wire, x);
        x.BrokerId = wire.Open(x.BrokerId is not null, CommandType.BrokerId) ? wire.Name(x.BrokerId) : null;
        x.BrokerName = wire.String(x.BrokerName);
        x.SubscriptionInfos = Array(ref wire, x.SubscriptionInfos);
        return x;
    }

    private static NetworkBridgeFilter Fields(ref TWire wire, NetworkBridgeFilter x)
    {
        if (wire.Version < 10) x.NetworkTtl = wire.Int(x.NetworkTtl);
        x.NetworkBrokerId = wire.CachedName(x.NetworkBrokerId, CommandType.BrokerId);
        if (wire.Version < 10) return x;
        x.MessageTtl = wire.Int(x.MessageTtl);
        x.ConsumerTtl = wire.Int(x.ConsumerTtl);
        return x;
    }

    private static DiscoveryEvent Fields(ref TWire wire, DiscoveryEvent x)
    {
        x.ServiceName = wire.String(x.ServiceName);
        x.BrokerName = wire.String(x.BrokerName);
        return x;
    }
}

namespace Broker.Core.Protocols.OpenWire;

/// <summary>The durable subscriptions of a broker's network, told when a bridge starts. Version 12.</summary>
public sealed class BrokerSubscriptionInfo : Command
{
    public override CommandType Type => CommandType.BrokerSubscriptionInfo;

    public string? BrokerId { get; set; }

    public string? BrokerName { get; set; }

    public IReadOnlyList<ConsumerInfo>? SubscriptionInfos { get; set; }
}

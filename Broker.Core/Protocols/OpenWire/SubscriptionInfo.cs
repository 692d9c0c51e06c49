using Broker.Core.Messages;

namespace Broker.Core.Protocols.OpenWire;

/// <summary>A durable subscription, as told by advisories and between brokers.</summary>
public sealed class SubscriptionInfo : Command
{
    public override CommandType Type => CommandType.SubscriptionInfo;

    public string? ClientId { get; set; }

    public Destination? Destination { get; set; }

    public string? Selector { get; set; }

    public string? SubscriptionName { get; set; }

    /// <summary>What was asked for, when that is a pattern. Version 3 and later.</summary>
    public Destination? SubscribedDestination { get; set; }

    /// <summary>Version 11 and later.</summary>
    public bool NoLocal { get; set; }
}

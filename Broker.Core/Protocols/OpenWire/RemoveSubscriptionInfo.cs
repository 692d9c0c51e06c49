namespace Broker.Core.Protocols.OpenWire;

/// <summary>Deletes a durable subscription.</summary>
public sealed class RemoveSubscriptionInfo : Command
{
    public override CommandType Type => CommandType.RemoveSubscriptionInfo;

    public string? ConnectionId { get; set; }

    public string? SubscriptionName { get; set; }

    public string? ClientId { get; set; }
}

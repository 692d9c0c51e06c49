using Broker.Core.Messages;

namespace Broker.Core.Protocols.OpenWire;

/// <summary>Creates or removes a destination; clients announce their temporary ones so.</summary>
public sealed class DestinationInfo : Command
{
    public override CommandType Type => CommandType.DestinationInfo;

    /// <summary>Null when a broker acts on its own.</summary>
    public string? ConnectionId { get; set; }

    public Destination? Destination { get; set; }

    /// <summary>Field <c>operationType</c> on the wire.</summary>
    public DestinationOperation Operation { get; set; }

    /// <summary>For a removal: 0 refuses while subscriptions are active, others force it.</summary>
    public long Timeout { get; set; }

    /// <summary>The brokers it passed, by id, first hop first; null when it comes from a client.</summary>
    public IReadOnlyList<string>? BrokerPath { get; set; }
}

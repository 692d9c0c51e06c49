namespace Broker.Core.Protocols.OpenWire;

/// <summary>Who a broker is: the first command a client sees, and how a bridge introduces itself.</summary>
public sealed class BrokerInfo : Command
{
    public override CommandType Type => CommandType.BrokerInfo;

    /// <summary>The broker's id; brokers use it in paths.</summary>
    public string? BrokerId { get; set; }

    public string? BrokerUrl { get; set; }

    public IReadOnlyList<BrokerInfo>? PeerBrokerInfos { get; set; }

    public string? BrokerName { get; set; }

    /// <summary>The sender is a slave of the shared-nothing kind that ActiveMQ dropped in 5.8.</summary>
    public bool SlaveBroker { get; set; }

    public bool MasterBroker { get; set; }

    /// <summary>Clients that see it stop optimizing acknowledgements.</summary>
    public bool FaultTolerantConfiguration { get; set; }

    /// <summary>Asks the other side to bridge back over the same connection. Version 2 and later, as the next two.</summary>
    public bool DuplexConnection { get; set; }

    /// <summary>The connection is a network bridge.</summary>
    public bool NetworkConnection { get; set; }

    public long ConnectionId { get; set; }

    /// <summary>Where blobs are put. Version 3 and later.</summary>
    public string? BrokerUploadUrl { get; set; }

    /// <summary>The bridge's options as the text of a Java properties file. Version 3 and later.</summary>
    public string? NetworkProperties { get; set; }
}

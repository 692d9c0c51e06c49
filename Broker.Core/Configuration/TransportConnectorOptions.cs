namespace Broker.Core.Configuration;

/// <summary>A port that clients connect to, as ActiveMQ writes it.</summary>
public sealed record TransportConnectorOptions
{
    /// <summary>Unique among the connectors. Default: "openwire".</summary>
    public string Name { get; init; } = "openwire";

    /// <summary>Such as "tcp://0.0.0.0:61616?maximumConnections=1000&amp;wireFormat.maxFrameSize=104857600".</summary>
    public string Uri { get; init; } = "tcp://0.0.0.0:61616?maximumConnections=1000&wireFormat.maxFrameSize=104857600";

    /// <summary>Certificates, for the schemes with ssl. Default: none.</summary>
    public TlsOptions Tls { get; init; } = new();

    /// <summary>Where clients and other nodes reach it, such as "tcp://broker-a.example.org:61616".</summary>
    /// <remarks>Empty, the default: the bound address, with the machine's host name in place of 0.0.0.0. Source of the role: ActiveMQ's publishedAddressPolicy.</remarks>
    public string PublishedUri { get; init; } = "";

    /// <summary>Tell clients behind failover: the addresses of all nodes of the group, at once and whenever they change.</summary>
    /// <remarks>Default: false, as ActiveMQ's updateClusterClients.</remarks>
    public bool UpdateClusterClients { get; init; }
}

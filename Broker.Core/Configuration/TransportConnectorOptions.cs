namespace Broker.Core.Configuration;

/// <summary>A port that clients connect to, as ActiveMQ writes it.</summary>
public sealed record TransportConnectorOptions
{
    /// <summary>Unique among the connectors. Default: "openwire".</summary>
    public string Name { get; init; } = "openwire";

    /// <summary>Such as "tcp://0.0.0.0:61616?maximumConnections=1000&amp;wireFormat.maxFrameSize=104857600".</summary>
    public string Uri { get; init; } = "tcp://0.0.0.0:61616?maximumConnections=1000&wireFormat.maxFrameSize=104857600";
}

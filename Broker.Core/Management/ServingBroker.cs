using Broker.Core.Destinations;
using Broker.Core.Diagnostics;
using Broker.Core.Routing;
using Broker.Core.Storage;
using Broker.Core.Transports;

namespace Broker.Core.Management;

/// <summary>The engine as management sees it, while this node serves.</summary>
public sealed record ServingBroker(
    Router Router,
    BrokerStatistics Statistics,
    MemoryUsage Memory,
    IPersistenceAdapter Persistence,
    RecoveryReport Recovery,
    IReadOnlyList<TransportConnector> Connectors)
{
    /// <summary>Where sends wait that memory is not for. Default: nowhere.</summary>
    public OverflowSpace Overflow { get; init; } = new("", limitBytes: 0);
}

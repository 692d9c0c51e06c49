namespace Broker.Core.Configuration;

/// <summary>The section "Broker" of the configuration: one node, as it starts.</summary>
public sealed record BrokerOptions
{
    /// <summary>Shared by the nodes of one master/slave group. Default: "localhost", as ActiveMQ.</summary>
    public string BrokerName { get; init; } = "localhost";

    /// <summary>This node. Empty: host name and HTTP port.</summary>
    public string NodeName { get; init; } = "";

    /// <summary>Where journal, lock and logs lie; relative to the working directory. Default: "data".</summary>
    public string DataDirectory { get; init; } = "data";

    public PersistenceOptions Persistence { get; init; } = new();

    public AvailabilityOptions Availability { get; init; } = new();

    public SystemUsageOptions SystemUsage { get; init; } = new();

    /// <summary>The ports that clients connect to. None configured: one OpenWire connector on every address, port 61616.</summary>
    public IReadOnlyList<TransportConnectorOptions> TransportConnectors { get; init; } = [];

    /// <summary>Links to other brokers.</summary>
    public IReadOnlyList<NetworkConnectorOptions> NetworkConnectors { get; init; } = [];

    /// <summary>Rules for destinations by name pattern; the most specific pattern wins.</summary>
    public IReadOnlyList<DestinationPolicy> DestinationPolicies { get; init; } = [];

    /// <summary>When unused destinations and durable subscriptions go.</summary>
    public CleanupOptions Cleanup { get; init; } = new();

    /// <summary>
    /// What cannot be delivered from a temporary queue is thrown away rather than kept as a dead letter. Default: false, as ActiveMQ without
    /// its discardingDLQBrokerPlugin (dropTemporaryQueues).
    /// </summary>
    public bool DiscardTemporaryDeadLetters { get; init; }

    /// <summary>Names whose sends reach other destinations: virtual topics, composite and mirrored queues.</summary>
    public VirtualDestinationsOptions VirtualDestinations { get; init; } = new();

    /// <summary>The broker's own clock on messages that clients stamped with theirs.</summary>
    public TimeStampingOptions TimeStamping { get; init; } = new();

    /// <summary>
    /// Every message says in JMSXUserID which user sent it, whatever the client wrote there; anonymous clients leave it empty. Default: false,
    /// as ActiveMQ.
    /// </summary>
    public bool PopulateJMSXUserID { get; init; }

    /// <summary>
    /// Delayed and repeated messages. Default: true; ActiveMQ's is false. Off: such messages are delivered at once, and the log says so once.
    /// </summary>
    public bool SchedulerSupport { get; init; } = true;

    /// <summary>Most repeats that a scheduled message may ask for (AMQ_SCHEDULED_REPEAT). Range: 0 to 1,000,000. Default: 1000, as ActiveMQ.</summary>
    public int MaxSchedulerRepeatAllowed { get; init; } = 1000;

    /// <summary>What becomes of scheduled times that passed while no node served. Default: Once, as ActiveMQ.</summary>
    public MissedFirePolicy MissedFirePolicy { get; init; } = MissedFirePolicy.Once;
}

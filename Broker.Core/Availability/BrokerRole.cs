namespace Broker.Core.Availability;

/// <summary>What a node is doing for its group.</summary>
public enum BrokerRole
{
    Starting,

    /// <summary>Waits for the store that another node holds.</summary>
    Slave,

    /// <summary>Serves clients.</summary>
    Master,
    Stopping,
}

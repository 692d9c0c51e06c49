namespace Broker.Core.Protocols.OpenWire;

/// <summary>A client opens its connection: who it is and how it proves it.</summary>
public sealed class ConnectionInfo : Command
{
    public override CommandType Type => CommandType.ConnectionInfo;

    public string ConnectionId { get; set; } = "";

    public string? ClientId { get; set; }

    public string? Password { get; set; }

    public string? UserName { get; set; }

    /// <summary>The brokers it passed, by id, first hop first; null when it comes from a client.</summary>
    public IReadOnlyList<string>? BrokerPath { get; set; }

    public bool BrokerMasterConnector { get; set; }

    /// <summary>The client understands <see cref="ConnectionControl"/>.</summary>
    public bool Manageable { get; set; }

    /// <summary>False asks for client-side mirroring. True for versions before 2, which lack it, as ActiveMQ.</summary>
    public bool ClientMaster { get; set; } = true;

    /// <summary>The client fails over by itself. Version 6 and later, as the next.</summary>
    public bool FaultTolerant { get; set; }

    /// <summary>The client was connected before and restores what it had.</summary>
    public bool FailoverReconnect { get; set; }

    /// <summary>Filled by a broker when null. Version 8 and later.</summary>
    public string? ClientIp { get; set; }
}

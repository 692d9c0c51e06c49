namespace Broker.Core.Protocols.OpenWire;

/// <summary>A broker steers a client's connection; a client says that it fails over.</summary>
public sealed class ConnectionControl : Command
{
    public override CommandType Type => CommandType.ConnectionControl;

    public bool Close { get; set; }

    public bool Exit { get; set; }

    public bool FaultTolerant { get; set; }

    public bool Resume { get; set; }

    public bool Suspend { get; set; }

    /// <summary>Addresses of the cluster, separated by ','. Version 6 and later, as the next two.</summary>
    public string? ConnectedBrokers { get; set; }

    /// <summary>Where the client is to connect instead.</summary>
    public string? ReconnectTo { get; set; }

    public bool RebalanceConnection { get; set; }

    /// <summary>Version 8 and later.</summary>
    public byte[]? Token { get; set; }
}

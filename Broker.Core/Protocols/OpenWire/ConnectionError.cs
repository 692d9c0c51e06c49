namespace Broker.Core.Protocols.OpenWire;

/// <summary>Something failed that nobody waits for; the connection is no longer to be trusted.</summary>
public sealed class ConnectionError : Command
{
    public override CommandType Type => CommandType.ConnectionError;

    public RemoteError? Exception { get; set; }

    /// <summary>The connection it concerns.</summary>
    public string? ConnectionId { get; set; }
}

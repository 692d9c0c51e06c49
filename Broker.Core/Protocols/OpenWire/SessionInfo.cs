using Broker.Core.Messages;

namespace Broker.Core.Protocols.OpenWire;

/// <summary>A client opens a session.</summary>
public sealed class SessionInfo : Command
{
    public override CommandType Type => CommandType.SessionInfo;

    public SessionId SessionId { get; set; } = null!;
}

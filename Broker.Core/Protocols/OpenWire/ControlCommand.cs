namespace Broker.Core.Protocols.OpenWire;

/// <summary>A free-text command; brokers ignore it.</summary>
public sealed class ControlCommand : Command
{
    public override CommandType Type => CommandType.ControlCommand;

    /// <summary>Field <c>command</c> on the wire.</summary>
    public string? Text { get; set; }
}

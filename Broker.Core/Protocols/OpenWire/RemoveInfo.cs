namespace Broker.Core.Protocols.OpenWire;

/// <summary>Closes what was opened: a connection, session, consumer or producer.</summary>
public sealed class RemoveInfo : Command
{
    /// <summary>Nothing reached the application: no redelivery is counted.</summary>
    public const long NothingDelivered = -1;

    /// <summary>Not known: redelivery is counted for all that is unacknowledged. The default, and true for versions before 5.</summary>
    public const long UnknownLastDelivered = -2;

    public override CommandType Type => CommandType.RemoveInfo;

    /// <summary>A <see cref="ConnectionId"/>, <see cref="Messages.SessionId"/>, <see cref="Messages.ConsumerId"/> or <see cref="Messages.ProducerId"/>.</summary>
    public object? ObjectId { get; set; }

    /// <summary>The broker's sequence of the last message the application saw; see the constants. Version 5 and later.</summary>
    public long LastDeliveredSequenceId { get; set; } = UnknownLastDelivered;
}

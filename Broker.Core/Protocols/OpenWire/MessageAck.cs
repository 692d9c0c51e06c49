using Broker.Core.Messages;

namespace Broker.Core.Protocols.OpenWire;

/// <summary>A consumer acknowledges one or more messages.</summary>
public sealed class MessageAck : Command
{
    public override CommandType Type => CommandType.MessageAck;

    public Destination? Destination { get; set; }

    public TransactionId? TransactionId { get; set; }

    public ConsumerId ConsumerId { get; set; } = null!;

    public AckType AckType { get; set; }

    /// <summary>The range's first; null when only the last counts.</summary>
    public MessageId? FirstMessageId { get; set; }

    /// <summary>The broker's sequence within <see cref="FirstMessageId"/>.</summary>
    public long FirstBrokerSequence { get; set; }

    public MessageId? LastMessageId { get; set; }

    /// <summary>The broker's sequence within <see cref="LastMessageId"/>.</summary>
    public long LastBrokerSequence { get; set; }

    public int MessageCount { get; set; }

    /// <summary>Why the message goes to the dead letters. Version 7 and later.</summary>
    public RemoteError? PoisonCause { get; set; }
}

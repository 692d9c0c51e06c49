using Broker.Core.Messages;

namespace Broker.Core.Protocols.OpenWire;

/// <summary>A consumer without prefetch asks for one message. Version 2 and later.</summary>
public sealed class MessagePull : Command
{
    public override CommandType Type => CommandType.MessagePull;

    public ConsumerId ConsumerId { get; set; } = null!;

    public Destination? Destination { get; set; }

    /// <summary>Milliseconds; 0 waits without end, -1 not at all; when it has passed, an empty dispatch follows.</summary>
    public long Timeout { get; set; }

    /// <summary>Version 3 and later, as the next two.</summary>
    public string? CorrelationId { get; set; }

    /// <summary>The one message wanted; null for any.</summary>
    public MessageId? MessageId { get; set; }

    /// <summary>The broker's sequence within <see cref="MessageId"/>.</summary>
    public long BrokerSequence { get; set; }
}

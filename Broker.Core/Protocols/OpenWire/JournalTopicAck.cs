using Broker.Core.Messages;

namespace Broker.Core.Protocols.OpenWire;

/// <summary>A journal entry of old ActiveMQ stores: a durable subscription acknowledged.</summary>
public sealed class JournalTopicAck : Command
{
    public override CommandType Type => CommandType.JournalTopicAck;

    public Destination? Destination { get; set; }

    public MessageId? MessageId { get; set; }

    /// <summary>The broker's sequence within <see cref="MessageId"/>.</summary>
    public long BrokerSequence { get; set; }

    public long MessageSequenceId { get; set; }

    public string? SubscriptionName { get; set; }

    public string? ClientId { get; set; }

    public TransactionId? TransactionId { get; set; }
}

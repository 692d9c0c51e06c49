namespace Broker.Core.Messages;

/// <summary>Names a message for good: its producer and that producer's running number.</summary>
/// <param name="Producer">Who made it.</param>
/// <param name="ProducerSequence">Counts the producer's messages; grows, so it also detects a repeated send.</param>
/// <param name="TextView">The id in a foreign protocol's own form; null for OpenWire clients.</param>
/// <remarks>The broker's own number of a message is <see cref="Message.Sequence"/> and is no part of its identity.</remarks>
public readonly record struct MessageId(ProducerId Producer, long ProducerSequence, string? TextView = null)
{
    /// <summary>What JMS shows as JMSMessageID: "ID:connection:session:producer:sequence".</summary>
    public override string ToString()
    {
        if (TextView is null) return $"{Producer}:{ProducerSequence}";
        return TextView.StartsWith("ID:", StringComparison.Ordinal) ? TextView : "ID:" + TextView;
    }

    public bool Equals(MessageId other) =>
        ProducerSequence == other.ProducerSequence && Producer == other.Producer;

    public override int GetHashCode() => HashCode.Combine(Producer, ProducerSequence);
}

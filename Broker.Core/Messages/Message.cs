namespace Broker.Core.Messages;

/// <summary>One message, as every room sees it: headers as values, body and properties as the bytes that arrived.</summary>
/// <remarks>
/// Filled by the connection that read it, then shared by every subscription it is delivered to; after
/// <c>Router.SendAsync</c> nobody changes it but the store, which sets <see cref="Sequence"/>. To send it on with other
/// headers, take a <see cref="Copy"/>: it shares the bytes.
/// Source of the headers: JMS 1.1 section 3.4 and ActiveMQ's Message command.
/// </remarks>
public sealed class Message
{
    /// <summary>What a message costs beside its body and properties when sizes are counted; as ActiveMQ's minimumMessageSize.</summary>
    public const int BaseSizeBytes = 1024;

    public MessageKind Kind { get; set; }

    public MessageId Id { get; set; }

    /// <summary>Who sent it over its last hop; differs from the id's producer when a bridge or the broker sent it on.</summary>
    public ProducerId? Producer { get; set; }

    public required Destination Destination { get; set; }

    /// <summary>Where it was sent first, when the broker moved or copied it (dead letters, composites); else null.</summary>
    public Destination? OriginalDestination { get; set; }

    /// <summary>The transaction it was sent in; null outside one.</summary>
    public TransactionId? Transaction { get; set; }

    public TransactionId? OriginalTransaction { get; set; }

    /// <summary>The broker's running number, unique in one store and growing; 0 until a store or queue has given one.</summary>
    /// <remarks>On the wire: MessageId.brokerSequenceId.</remarks>
    public long Sequence { get; set; }

    public bool Persistent { get; set; }

    /// <summary>0 to 9; 4 is normal.</summary>
    public byte Priority { get; set; } = 4;

    /// <summary>Milliseconds since 1970 UTC after which it is not delivered; 0 means never.</summary>
    public long Expiration { get; set; }

    /// <summary>Milliseconds since 1970 UTC when the client sent it.</summary>
    public long Timestamp { get; set; }

    public string? CorrelationId { get; set; }

    public Destination? ReplyTo { get; set; }

    /// <summary>JMSType.</summary>
    public string? Type { get; set; }

    /// <summary>JMSXGroupID.</summary>
    public string? GroupId { get; set; }

    /// <summary>JMSXGroupSeq.</summary>
    public int GroupSequence { get; set; }

    public bool GroupFirstForConsumer { get; set; }

    /// <summary>JMSXUserID.</summary>
    public string? UserId { get; set; }

    /// <summary>How often delivery had failed when the message was sent or stored; a queue counts further by itself.</summary>
    public int RedeliveryCounter { get; set; }

    /// <summary>The body in the encoding its kind prescribes (see <see cref="MessageBody"/>); null for none.</summary>
    public byte[]? Content { get; set; }

    /// <summary>The application's properties as a primitive map (see <see cref="MessageProperties"/>); null for none.</summary>
    public byte[]? Properties { get; set; }

    /// <summary>The body is deflated (zlib).</summary>
    public bool Compressed { get; set; }

    public BlobReference? Blob { get; set; }

    /// <summary>The brokers it passed, by id, first hop first; null when it entered here.</summary>
    public IReadOnlyList<string>? BrokerPath { get; set; }

    public IReadOnlyList<string>? Cluster { get; set; }

    /// <summary>Milliseconds since 1970 UTC when the first broker took it; 0 unknown.</summary>
    public long Arrival { get; set; }

    /// <summary>Milliseconds since 1970 UTC when this broker took it (JMSActiveMQBrokerInTime).</summary>
    public long BrokerInTime { get; set; }

    /// <summary>Milliseconds since 1970 UTC when this broker handed it out (JMSActiveMQBrokerOutTime).</summary>
    public long BrokerOutTime { get; set; }

    /// <summary>May be thrown away when its consumer is slow.</summary>
    public bool Droppable { get; set; }

    public bool ReceivedByBridge { get; set; }

    /// <summary>The one consumer it is for; null for any. Advisory replays alone use it.</summary>
    public ConsumerId? TargetConsumer { get; set; }

    /// <summary>What an advisory tells of: a value of the engine's, or the command a client's own protocol sent; else null.</summary>
    public object? DataStructure { get; set; }

    /// <summary>Bytes this message counts for in windows and limits: base, body and properties.</summary>
    /// <remarks>Equal to what the sending client counts, so it is also the size in a ProducerAck.</remarks>
    public int SizeBytes => BaseSizeBytes + (Content?.Length ?? 0) + (Properties?.Length ?? 0);

    public bool IsExpired(long nowMilliseconds) => Expiration > 0 && Expiration <= nowMilliseconds;

    /// <summary>The same message for other headers; body and property bytes are shared, not copied.</summary>
    public Message Copy() => (Message)MemberwiseClone();
}

namespace Broker.Storage.Encodings;

/// <summary>Which parts of a message its record holds. The numbers reach disk: append, never renumber.</summary>
[Flags]
internal enum MessageFields : uint
{
    None = 0,
    Persistent = 1 << 0,
    Compressed = 1 << 1,
    Droppable = 1 << 2,
    GroupFirstForConsumer = 1 << 3,
    ReceivedByBridge = 1 << 4,
    IdProducer = 1 << 5,
    Producer = 1 << 6,

    /// <summary>Sent by the id's own producer, which is the rule.</summary>
    SameProducer = 1 << 7,
    TextView = 1 << 8,

    /// <summary>Another destination than that of its store.</summary>
    Destination = 1 << 9,
    OriginalDestination = 1 << 10,
    Transaction = 1 << 11,
    OriginalTransaction = 1 << 12,
    CorrelationId = 1 << 13,
    ReplyTo = 1 << 14,
    Type = 1 << 15,
    GroupId = 1 << 16,
    UserId = 1 << 17,
    Properties = 1 << 18,
    Blob = 1 << 19,
    BrokerPath = 1 << 20,
    Cluster = 1 << 21,
    TargetConsumer = 1 << 22,
    Counters = 1 << 23,

    /// <summary>Arrival and broker times.</summary>
    Times = 1 << 24,
    Content = 1 << 25,
}

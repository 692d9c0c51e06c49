using Broker.Core.Messages;

namespace Broker.Tests.Contracts;

/// <summary>Messages for store tests.</summary>
internal static class StoreMessages
{
    public static readonly ProducerId Producer = new("ID:host-1-2-3:1", 1, 1);
    private static long _running;

    public static Message Create(Destination destination, int bodyBytes = 100, bool persistent = true, long? producerSequence = null)
    {
        var body = new byte[bodyBytes];
        var sequence = producerSequence ?? Interlocked.Increment(ref _running);
        for (var i = 0; i < body.Length; i++)
        {
            body[i] = (byte)(i + sequence);
        }

        return new Message
        {
            Destination = destination,
            Id = new MessageId(Producer, sequence),
            Producer = Producer,
            Persistent = persistent,
            Kind = MessageKind.Bytes,
            Content = body,
            Timestamp = 1_700_000_000_000,
        };
    }

    /// <summary>A message in which every field has a value.</summary>
    public static Message CreateFull(Destination destination)
    {
        var message = Create(destination);
        message.Id = new MessageId(Producer, 77, "ID:foreign-1");
        message.Producer = new ProducerId("ID:other\u0000\u00e9\ud800", 2, -3);
        message.OriginalDestination = Destination.Topic("origin");
        message.Transaction = new LocalTransactionId("ID:host", 9);
        message.OriginalTransaction = new XaTransactionId(7, [1, 2], [3]);
        message.Priority = 9;
        message.Expiration = 1_800_000_000_000;
        message.CorrelationId = "correlation";
        message.ReplyTo = new Destination(DestinationKind.TemporaryQueue, "ID:reply");
        message.Type = "type";
        message.GroupId = "group";
        message.GroupSequence = 5;
        message.GroupFirstForConsumer = true;
        message.UserId = "user";
        message.RedeliveryCounter = 3;
        message.Properties = MessageProperties.Write([KeyValuePair.Create<string, object?>("n", 5)]);
        message.Compressed = true;
        message.Blob = new BlobReference("http://example.org/blob", null, DeletedByBroker: true);
        message.BrokerPath = ["a", "b"];
        message.Cluster = ["c"];
        message.Arrival = 1;
        message.BrokerInTime = 2;
        message.BrokerOutTime = 3;
        message.Droppable = true;
        message.ReceivedByBridge = true;
        message.TargetConsumer = new ConsumerId("ID:c", 4, 5);
        return message;
    }
}

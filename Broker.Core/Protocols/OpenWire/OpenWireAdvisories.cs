using Broker.Core.Destinations;
using Broker.Core.Messages;

namespace Broker.Core.Protocols.OpenWire;

/// <summary>Writes the engine's advisories as the commands that ActiveMQ clients expect in them.</summary>
internal static class OpenWireAdvisories
{
    public static Message Translate(Message message)
    {
        if (message.DataStructure is not Advisory advisory) return message;
        var copy = message.Copy();
        copy.DataStructure = ToCommand(advisory);
        return copy;
    }

    private static Command ToCommand(Advisory advisory) => advisory switch
    {
        Advisory.OfConnection { Added: true } connection => new ConnectionInfo
        {
            ConnectionId = connection.Client.ConnectionId,
            ClientId = connection.Client.ClientId,
            UserName = connection.Client.User?.Name,
            ClientIp = connection.Client.RemoteAddress?.ToString(),
            FaultTolerant = connection.Client.FaultTolerant,
            Manageable = true,
        },
        Advisory.OfConnection connection => new RemoveInfo { ObjectId = new ConnectionId(connection.Client.ConnectionId) },
        Advisory.OfConsumer { Added: true } consumer => new ConsumerInfo
        {
            ConsumerId = consumer.Options.ConsumerId,
            Destination = consumer.Destination,
            ClientId = consumer.Client.ClientId,
            PrefetchSize = consumer.Options.Prefetch,
            Selector = consumer.Options.Selector?.Text,
            SubscriptionName = consumer.Options.SubscriptionName,
            NoLocal = consumer.Options.NoLocal,
            Exclusive = consumer.Options.Exclusive,
            Browser = consumer.Options.Browser,
            Priority = (sbyte)consumer.Options.Priority,
            DispatchAsync = true,
        },
        Advisory.OfConsumer consumer => new RemoveInfo { ObjectId = consumer.Options.ConsumerId },
        Advisory.OfProducer { Added: true } producer => new ProducerInfo
        {
            ProducerId = producer.ProducerId,
            Destination = producer.Destination,
        },
        Advisory.OfProducer producer => new RemoveInfo { ObjectId = producer.ProducerId },
        Advisory.OfDestination destination => new DestinationInfo
        {
            ConnectionId = destination.ConnectionId,
            Destination = destination.Destination,
            Operation = destination.Added ? DestinationOperation.Add : DestinationOperation.Remove,
        },
        Advisory.OfMessage message => new MessageCommand { Message = message.Message },
        Advisory.OfBroker broker => new BrokerInfo
        {
            BrokerId = broker.BrokerId,
            BrokerName = broker.BrokerName,
            BrokerUrl = broker.BrokerUrl,
            MasterBroker = true,
        },
        _ => throw new ArgumentException($"No command tells of {advisory.GetType().Name}.", nameof(advisory)),
    };
}

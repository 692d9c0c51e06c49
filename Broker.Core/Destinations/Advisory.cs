using Broker.Core.Clients;
using Broker.Core.Messages;

namespace Broker.Core.Destinations;

/// <summary>What an advisory message tells of, in the engine's terms; each protocol writes it in its own.</summary>
/// <param name="Added">It came; false: it went.</param>
public abstract record Advisory(bool Added)
{
    public sealed record OfConnection(ClientContext Client, bool Added) : Advisory(Added);

    public sealed record OfConsumer(ClientContext Client, SubscriptionOptions Options, Destination Destination, bool Added) : Advisory(Added);

    /// <param name="Destination">Null for one that names its destinations message by message.</param>
    public sealed record OfProducer(ClientContext Client, ProducerId ProducerId, Destination? Destination, bool Added) : Advisory(Added);

    /// <param name="ConnectionId">The connection that owns a temporary destination; empty where that is unknown.</param>
    public sealed record OfDestination(string ConnectionId, Destination Destination, bool Added) : Advisory(Added);

    /// <param name="Message">A copy; it may lack its body.</param>
    public sealed record OfMessage(Message Message) : Advisory(Added: true);

    /// <param name="BrokerId">This process.</param>
    /// <param name="BrokerName">Shared by the group.</param>
    /// <param name="BrokerUrl">Where clients reach it.</param>
    public sealed record OfBroker(string BrokerId, string BrokerName, string BrokerUrl) : Advisory(Added: true);
}

using Broker.Core.Destinations;
using Broker.Core.Messages;
using Broker.Core.Security;

namespace Broker.Core.Routing;

/// <content>Rights on destinations. What the broker does by itself (dead letters, copies, advisories) takes none.</content>
public sealed partial class Router
{
    /// <summary>Who may do what. Default: everybody everything.</summary>
    public Authorization Authorization { get; init; } = new(new());

    /// <summary>Refuses what the client may not do; a composite is refused when one of its members is.</summary>
    /// <exception cref="NotAuthorizedException">It may not.</exception>
    public void Require(ConnectionState connection, Destination destination, DestinationAction action)
    {
        var rights = Authorization.Rights;
        if (rights.IsUnrestricted) return;
        foreach (var member in destination.Members())
        {
            if (!IsOwnTemporary(connection, member) && !rights.Allows(UserOf(connection), member, action)) throw Refusal(connection, member, action);
        }
    }

    /// <summary>As <see cref="UnsubscribeDurableAsync(string, string)"/>, for a client.</summary>
    /// <exception cref="InvalidClientIdException">It names the subscription of another client.</exception>
    /// <exception cref="NotAuthorizedException">It may not read from the subscription's topic.</exception>
    /// <inheritdoc cref="UnsubscribeDurableAsync(string, string)" path="/exception"/>
    /// <remarks>ActiveMQ lets any client throw away the messages of any other. JMS knows no way to ask for that, and operators have their own.</remarks>
    public ValueTask UnsubscribeDurableAsync(ConnectionState connection, string clientId, string name)
    {
        if (!string.Equals(clientId, connection.Client.ClientId, StringComparison.Ordinal))
        {
            throw new InvalidClientIdException(
                $"Client {connection.Client.ClientId} cannot remove the durable subscription {name} of client {clientId}: connect with that client ID, or remove it as an operator.");
        }

        RequireReadOfDurable(connection, clientId, name);
        return UnsubscribeDurableAsync(clientId, name);
    }

    private void RequireCreate(ConnectionState connection, Destination destination)
    {
        foreach (var member in destination.Members())
        {
            var exists = member.IsQueue ? _directory.FindQueue(member) is not null : _directory.FindTopic(member) is not null;
            if (!exists) Require(connection, member, DestinationAction.Create);
        }
    }

    // A producer with a destination of its own costs two comparisons a message, until the rights change.
    private void RequireWrite(ConnectionState connection, ProducerState producer, Destination destination)
    {
        var rights = Authorization.Rights;
        if (rights.IsUnrestricted || producer.IsCleared(destination, rights)) return;
        Require(connection, destination, DestinationAction.Write);
        producer.Clear(destination, rights);
    }

    // A consumer of a pattern comes in when it may read something of it, and gets no more than that. The messages of a durable
    // subscription wait while nobody is there to be asked: its pattern has to be readable as a whole.
    private SubscriptionOptions RequireRead(ConnectionState connection, SubscriptionOptions options)
    {
        var rights = Authorization.Rights;
        var hasPattern = false;
        foreach (var member in options.Destination.Members())
        {
            var perDestination = member.IsPattern && options.SubscriptionName is null;
            hasPattern |= perDestination;
            var allowed = IsOwnTemporary(connection, member)
                || (perDestination ? rights.AllowsReadingSome(UserOf(connection), member) : rights.Allows(UserOf(connection), member, DestinationAction.Read));
            if (!allowed) throw Refusal(connection, member, DestinationAction.Read);
        }

        return hasPattern ? options with { Admits = destination => MayRead(connection, destination) } : options;
    }

    // Who forgets a subscription throws its messages away: as much as reading them.
    private void RequireReadOfDurable(ConnectionState connection, string clientId, string name)
    {
        if (_directory.FindDurable(clientId, name) is { } durable) Require(connection, durable.Info.Topic, DestinationAction.Read);
    }

    private bool MayRead(ConnectionState connection, Destination destination) =>
        IsOwnTemporary(connection, destination) || Authorization.Rights.Allows(UserOf(connection), destination, DestinationAction.Read);

    private static bool IsOwnTemporary(ConnectionState connection, Destination destination)
    {
        if (!destination.IsTemporary) return false;
        lock (connection.Lock) return connection.TemporaryDestinations.Contains(destination);
    }

    private static User UserOf(ConnectionState connection) => connection.Client.User ?? AnonymousRules.Nobody;

    private static NotAuthorizedException Refusal(ConnectionState connection, Destination destination, DestinationAction action) =>
        new(UserOf(connection).Name, action, destination);
}

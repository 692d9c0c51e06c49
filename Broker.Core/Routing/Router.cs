using System.Collections.Concurrent;
using Broker.Core.Clients;
using Broker.Core.Destinations;
using Broker.Core.Messages;
using Broker.Core.Security;
using Broker.Core.Storage;
using Broker.Core.Transactions;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace Broker.Core.Routing;

/// <summary>The engine's one door: whatever a client wants to do, it does here.</summary>
/// <remarks>Any thread may call any member; the calls for one connection come from its reader, in order.</remarks>
public sealed partial class Router
{
    private readonly Lock _lock = new();
    private readonly ConcurrentDictionary<string, ConnectionState> _connections = new(StringComparer.Ordinal);
    private readonly Dictionary<string, ConnectionState> _clientIds = new(StringComparer.Ordinal);
    private readonly RouterOptions _options;
    private readonly IPersistenceAdapter _persistence;
    private readonly DestinationDirectory _directory;
    private readonly Advisories _advisories;
    private readonly TimeProvider _time;
    private readonly RoutingTable _routing;

    public Router(RouterOptions options, IPersistenceAdapter persistence, DestinationDirectory directory, TimeProvider time, ILogger? logger = null)
    {
        _options = options;
        _persistence = persistence;
        _directory = directory;
        _time = time;
        _routing = new(options.VirtualDestinations);
        _advisories = new(options, directory);
        _lines = new(persistence, time);
        _blocked = new(_advisories, time, logger ?? NullLogger.Instance);
        Scheduler = new(persistence, options.Scheduler, new(options.BrokerId, -1, 1), DeliverDueAsync, time, logger ?? NullLogger.Instance);
        directory.JobStored = Scheduler.Added;
    }

    public DestinationDirectory Directory => _directory;

    public int ConnectionCount => _connections.Count;

    /// <summary>All connections now.</summary>
    public ICollection<ConnectionState> Connections => _connections.Values;

    /// <summary>Lets a client in.</summary>
    /// <remarks>A second connection of the same connection id takes the place of the first, which is closed: the client has come back.</remarks>
    /// <exception cref="InvalidClientIdException">The client id is in use by another connection.</exception>
    public ConnectionState Connect(ClientContext client, IDeliverySink sink)
    {
        var state = new ConnectionState(client, sink);
        ConnectionState? replaced;
        lock (_lock)
        {
            _connections.TryGetValue(client.ConnectionId, out replaced);
            if (_clientIds.TryGetValue(client.ClientId, out var holder) && holder != replaced)
            {
                throw new InvalidClientIdException(
                    $"Broker: {_options.BrokerName} - Client: {client.ClientId} already connected from {holder.Client.RemoteAddress}");
            }

            if (replaced is not null && _clientIds.GetValueOrDefault(replaced.Client.ClientId) == replaced) _clientIds.Remove(replaced.Client.ClientId);
            _clientIds[client.ClientId] = state;
            _connections[client.ConnectionId] = state;
        }

        if (replaced is not null)
        {
            replaced.Sink.Close("The client has reconnected.");
            Release(replaced, LastDelivered.Unknown);
        }

        _advisories.ConnectionAdded(client);
        return state;
    }

    /// <summary>Takes everything of a connection back: its transactions roll back, what its consumers hold returns to the queues.</summary>
    /// <param name="connection">It may be gone already.</param>
    /// <param name="lastDelivered">Up to where its applications saw messages.</param>
    public void Disconnect(ConnectionState connection, LastDelivered lastDelivered)
    {
        bool known;
        lock (_lock)
        {
            known = _connections.TryRemove(new(connection.Client.ConnectionId, connection));
            if (_clientIds.GetValueOrDefault(connection.Client.ClientId) == connection) _clientIds.Remove(connection.Client.ClientId);
        }

        // Also when it was gone: its client may have opened something since, which nobody else would take back.
        Release(connection, lastDelivered);
        if (known) _advisories.ConnectionRemoved(connection.Client);
    }

    /// <summary>Makes a temporary destination for the connection, or a lasting one. One that is there already is left as it is.</summary>
    /// <exception cref="NotAuthorizedException">The client may not make it.</exception>
    public void AddDestination(ConnectionState? connection, Destination destination)
    {
        if (connection is not null) RequireCreate(connection, destination);
        if (destination.IsTemporary && connection is not null)
        {
            lock (connection.Lock) connection.TemporaryDestinations.Add(destination);
        }

        foreach (var member in destination.Members()) FindOrAdd(member, temporaryToo: true, connection: null);
    }

    /// <summary>Removes a destination with its messages; completes when that is durable.</summary>
    /// <exception cref="InvalidDestinationException">It has consumers, a client removes it and it has durable subscriptions, or a prepared branch sends to it.</exception>
    /// <exception cref="NotAuthorizedException">The client may not remove it.</exception>
    public async ValueTask RemoveDestinationAsync(ConnectionState? connection, Destination destination)
    {
        if (connection is not null) Require(connection, destination, DestinationAction.Remove);
        RequireNotPromised(destination);
        if (ConsumersOf(destination) > 0)
        {
            throw new InvalidDestinationException($"Destination: {destination} still has an active subscription.");
        }

        if (connection is not null)
        {
            RequireNoDurables(destination);
            lock (connection.Lock) connection.TemporaryDestinations.Remove(destination);
        }

        if (!await _directory.RemoveAsync(destination).ConfigureAwait(false)) return;
        _routing.Forget(destination);
        _advisories.DestinationRemoved(destination);
    }

    // An administrator sees them and may remove them with it; a program would take away what others have not yet read.
    private void RequireNoDurables(Destination destination)
    {
        if (_directory.FindTopic(destination) is { DurableCount: > 0 })
        {
            throw new InvalidDestinationException($"Destination: {destination} still has an active subscription: a durable one, whose consumer is away.");
        }
    }

    private int ConsumersOf(Destination destination) =>
        destination.IsQueue
            ? _directory.FindQueue(destination)?.ConsumerCount ?? 0
            : _directory.FindTopic(destination)?.ConsumerCount ?? 0;

    // Transactions first: then what a consumer holds goes back all at once, and in order.
    private void Release(ConnectionState connection, LastDelivered lastDelivered)
    {
        connection.MarkReleased();
        _lines.Leave(connection);
        List<LocalTransaction> transactions;
        lock (connection.Lock)
        {
            transactions = [.. connection.Transactions.Values];
            connection.Transactions.Clear();
        }

        foreach (var transaction in transactions) transaction.Rollback();
        AbandonBranches(connection);
        foreach (var subscription in connection.CopySubscriptions()) Unsubscribe(connection, subscription, lastDelivered);
        foreach (var producer in connection.CopyProducers()) RemoveProducer(connection, producer);
        List<Destination> temporary;
        lock (connection.Lock)
        {
            temporary = [.. connection.TemporaryDestinations];
            connection.TemporaryDestinations.Clear();
        }

        foreach (var destination in temporary) _ = RemoveTemporaryAsync(destination);
    }

    private async Task RemoveTemporaryAsync(Destination destination)
    {
        await _directory.RemoveAsync(destination).ConfigureAwait(false);
        _advisories.DestinationRemoved(destination);
    }

    // Sending and subscribing make queues and topics, but a temporary destination only its owner makes.
    private void FindOrAdd(Destination destination, bool temporaryToo, ConnectionState? connection)
    {
        if (destination.IsPattern) return;
        bool added;
        if (destination.IsQueue)
        {
            if (_directory.FindQueue(destination) is not null) return;
            RefuseUnknownTemporary(destination, temporaryToo);
            if (connection is not null) Require(connection, destination, DestinationAction.Create);
            _directory.GetOrAddQueue(destination, out added);
        }
        else
        {
            if (_directory.FindTopic(destination) is not null) return;
            RefuseUnknownTemporary(destination, temporaryToo);
            if (connection is not null) Require(connection, destination, DestinationAction.Create);
            _directory.GetOrAddTopic(destination, out added);
        }

        if (added) _advisories.DestinationAdded(destination);
    }

    // A connection whose place another has taken may still have commands to read. Done late, they would come on top of what the
    // client repeats on the new one.
    private static void RequireConnected(ConnectionState connection)
    {
        if (connection.IsReleased) throw new OperationCanceledException("The connection has ended.");
    }

    private static void RefuseUnknownTemporary(Destination destination, bool allowed)
    {
        if (destination.IsTemporary && !allowed)
        {
            throw new InvalidDestinationException($"The destination {destination} does not exist.");
        }
    }
}

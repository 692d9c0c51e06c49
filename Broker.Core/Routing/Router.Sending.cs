using Broker.Core.Destinations;
using Broker.Core.Messages;
using Broker.Core.Security;
using Broker.Core.Storage;
using Broker.Core.Transactions;

namespace Broker.Core.Routing;

/// <content>Producers, their messages, and transactions.</content>
public sealed partial class Router
{
    /// <summary>Adds a producer; one of the same id is left as it is.</summary>
    /// <exception cref="NotAuthorizedException">The client may not write to its destination, or not make it.</exception>
    /// <remarks>For a client that reconnects, its last stored sequence is looked up, so that a repeated send is noticed.</remarks>
    public async ValueTask<ProducerState> AddProducerAsync(ConnectionState connection, ProducerId id, Destination? destination)
    {
        if (connection.FindProducer(id) is { } known) return known;
        if (destination is not null) Require(connection, destination, DestinationAction.Write);
        var producer = new ProducerState(id, destination);
        if (connection.Client.FailoverReconnect)
        {
            // What the broken connection sent may still be on its way to the disk.
            await _persistence.FlushAsync().ConfigureAwait(false);
            producer.LastSequence = producer.StoredSequence = _persistence.GetLastProducerSequence(id);
        }

        lock (connection.Lock) connection.Producers[id] = producer;
        if (destination is null)
        {
            _advisories.ProducerAdded(connection.Client, producer);
            return producer;
        }

        producer.Counts = CountProducer(connection, destination);
        _advisories.ProducerAdded(connection.Client, producer);
        return producer;
    }

    /// <summary>Ends a producer; an unknown one is ignored.</summary>
    public void RemoveProducer(ConnectionState connection, ProducerId id)
    {
        if (connection.FindProducer(id) is { } producer) RemoveProducer(connection, producer);
    }

    /// <summary>
    /// Takes a message. Completes when a persistent one is durable, a non-persistent one is taken, one in a transaction is noted; a
    /// full store or a topic over its limit delays it, and the producer's later messages queue up behind it.
    /// </summary>
    /// <exception cref="InvalidDestinationException">A temporary destination is gone, or the destination is a pattern.</exception>
    /// <exception cref="NotAuthorizedException">The client may not write to its destination, or not make it.</exception>
    /// <exception cref="UnknownTransactionException">Its transaction was not begun here.</exception>
    /// <exception cref="NoSpaceException">No space is left under a limit, and the policy is not to wait (any longer).</exception>
    /// <exception cref="StoreException">It could not be stored.</exception>
    public ValueTask SendAsync(ConnectionState connection, ProducerState producer, Message message)
    {
        if (!producer.IsBlocked) return SendNow(connection, producer, message);
        var after = SendAfterAsync(producer.Gate, connection, producer, message);
        producer.Gate = after;
        return new(after);
    }

    /// <summary>Takes a message of the broker's own, such as one sent from the console, for one queue; completes as for a client's.</summary>
    /// <exception cref="StoreException">It could not be stored.</exception>
    public ValueTask SendAsync(Message message)
    {
        message.BrokerInTime = _time.GetUtcNow().ToUnixTimeMilliseconds();
        return _routing.IsPlain(message.Destination)
            ? (_directory.FindQueue(message.Destination) ?? AddQueue(message.Destination, connection: null)).SendAsync(message)
            : Gather(FanOut(message, connection: null), new(_options.BrokerId, 0), senderClientId: null, []).CommitAsync();
    }

    public void Begin(ConnectionState connection, TransactionId id)
    {
        lock (connection.Lock)
        {
            if (!connection.Transactions.ContainsKey(id)) connection.Transactions[id] = new(id, _persistence, connection.Client.FailoverReconnect);
        }
    }

    /// <summary>Completes when the whole transaction is durable; a queue over its limit that it sends to delays it.</summary>
    /// <exception cref="UnknownTransactionException">It was not begun here.</exception>
    /// <exception cref="TransactionRolledBackException">An acknowledgement in it could not be honoured, or there is no space and it is not to wait (any longer).</exception>
    /// <exception cref="StoreException">Nothing of it happened.</exception>
    public ValueTask CommitAsync(ConnectionState connection, TransactionId id)
    {
        var transaction = FindTransaction(connection, id);
        lock (connection.Lock) connection.Transactions.Remove(id);
        return SignalConsumedAsync(transaction.FindFull() is null ? transaction.CommitAsync() : CommitWhenRoomAsync(connection, transaction));
    }

    /// <summary>Ends a transaction without effect; an unknown one is ignored, as a client in doubt may ask twice.</summary>
    public void Rollback(ConnectionState connection, TransactionId id)
    {
        LocalTransaction? transaction;
        lock (connection.Lock) connection.Transactions.Remove(id, out transaction);
        transaction?.Rollback();
    }

    private static LocalTransaction FindTransaction(ConnectionState connection, TransactionId id)
    {
        lock (connection.Lock)
        {
            return connection.Transactions.GetValueOrDefault(id)
                ?? throw new UnknownTransactionException($"Transaction '{id}' has not been started.");
        }
    }

    private ValueTask SendNow(ConnectionState connection, ProducerState producer, Message message)
    {
        RequireConnected(connection);
        RequireWrite(connection, producer, message.Destination);
        if (IsRepeated(connection, producer, message))
        {
            return message.Persistent ? _persistence.FlushAsync() : ValueTask.CompletedTask;
        }

        Stamp(connection, message);
        if (IsSchedulerManagement(message.Destination)) return ManageSchedulerAsync(connection, message);
        if (IsStatistics(message) && AnswerStatistics(message) is { } answered) return answered;
        return IsSentTogether(message) || _routing.IsPlain(message.Destination) || FindSchedule(message) is not null
            ? SendOrWait(connection, producer, message)
            : SendToEachAsync(connection, producer, message);
    }

    // What runs behind a gate already leaves that one: those who queue up there would be overtaken.
    private static void CloseGate(ProducerState producer, Task gate)
    {
        if (!producer.IsBlocked) producer.Gate = gate;
    }

    private bool IsRepeated(ConnectionState connection, ProducerState producer, Message message)
    {
        var sequence = message.Id.ProducerSequence;
        if (connection.Client.FailoverReconnect && message.Transaction is null && sequence <= producer.LastSequence) return true;
        if (connection.Client.FailoverReconnect && message.Transaction is XaTransactionId branch && IsRepeatedIn(branch, producer, message)) return true;
        producer.LastSequence = Math.Max(producer.LastSequence, sequence);
        return false;
    }

    private ValueTask SendToOne(ConnectionState connection, ProducerState producer, Message message)
    {
        if (FindSchedule(message) is { } schedule) return Schedule(connection, message, schedule);
        var destination = message.Destination;
        if (IsSentTogether(message)) return SendTogether(connection, producer, message);
        if (destination.IsQueue)
        {
            var queue = _directory.FindQueue(destination) ?? AddQueue(destination, connection);
            if (message.Transaction is null) return Refusal(queue, message) is { } refusal ? ValueTask.FromException(refusal) : queue.SendAsync(message);
            FindOpen(connection, message.Transaction).Send(queue, message);
            return ValueTask.CompletedTask;
        }

        var topic = _directory.FindTopic(destination) ?? AddTopic(destination, connection);
        if (message.Transaction is not null)
        {
            FindOpen(connection, message.Transaction).Send(topic, message, connection.Client.ClientId);
            return ValueTask.CompletedTask;
        }

        return SendToTopic(connection, producer, message, topic);
    }

    private async ValueTask SendToEachAsync(ConnectionState connection, ProducerState producer, Message message)
    {
        foreach (var copy in FanOut(message, connection)) await SendOrWait(connection, producer, copy).ConfigureAwait(false);
    }

    // One operation of the store: a producer whose send was stored for the first member alone would repeat it after a takeover,
    // and be told that it is stored.
    private ValueTask SendTogether(ConnectionState connection, ProducerState producer, Message message)
    {
        var topics = new List<Topic>();
        var together = Gather(FanOut(message, connection), new(connection.Client.ConnectionId, 0), connection.Client.ClientId, topics);
        var sent = together.FindFull() is null ? together.CommitAsync() : ParkTogether(connection, producer, together);
        foreach (var topic in topics)
        {
            var under = topic.WhenUnderLimitAsync();
            if (!under.IsCompleted) sent = HoldBack(connection, producer, topic, sent, under);
        }

        return sent;
    }

    private ValueTask ParkTogether(ConnectionState connection, ProducerState producer, LocalTransaction together)
    {
        var waiting = SendTogetherWhenRoomAsync(connection, together);
        CloseGate(producer, waiting);
        return new(waiting);
    }

    private async Task SendAfterAsync(Task gate, ConnectionState connection, ProducerState producer, Message message)
    {
        await gate.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await SendNow(connection, producer, message).ConfigureAwait(false);
    }

    private Queue AddQueue(Destination destination, ConnectionState? connection)
    {
        FindOrAdd(destination, temporaryToo: false, connection);
        return _directory.GetOrAddQueue(destination, out _);
    }

    private Topic AddTopic(Destination destination, ConnectionState? connection)
    {
        FindOrAdd(destination, temporaryToo: false, connection);
        return _directory.GetOrAddTopic(destination, out _);
    }

    private DestinationStatistics? StatisticsOf(Destination destination) =>
        destination.IsQueue ? _directory.FindQueue(destination)?.Statistics : _directory.FindTopic(destination)?.Statistics;

    private List<ProducerCount> CountProducer(ConnectionState connection, Destination destination)
    {
        var counts = new List<ProducerCount>(1);
        foreach (var member in destination.Members())
        {
            FindOrAdd(member, temporaryToo: false, connection);
            if (StatisticsOf(member) is not { } statistics) continue;
            statistics.ProducerCount.Add();
            counts.Add(statistics.ProducerCount);
        }

        return counts;
    }

    private void RemoveProducer(ConnectionState connection, ProducerState producer)
    {
        lock (connection.Lock) connection.Producers.Remove(producer.Id);
        foreach (var count in producer.Counts) count.Remove();
        _advisories.ProducerRemoved(connection.Client, producer);
    }
}

using Broker.Core.Destinations;
using Broker.Core.Messages;
using Broker.Core.Storage;
using Broker.Core.Transactions;

namespace Broker.Core.Routing;

/// <content>Producers, their messages, and transactions.</content>
public sealed partial class Router
{
    private static readonly TimeSpan _spacePoll = TimeSpan.FromMilliseconds(250);

    /// <summary>Adds a producer; one of the same id is left as it is.</summary>
    /// <remarks>For a client that reconnects, its last stored sequence is looked up, so that a repeated send is noticed.</remarks>
    public async ValueTask<ProducerState> AddProducerAsync(ConnectionState connection, ProducerId id, Destination? destination)
    {
        if (connection.FindProducer(id) is { } known) return known;
        var producer = new ProducerState(id, destination);
        if (connection.Client.FailoverReconnect)
        {
            // What the broken connection sent may still be on its way to the disk.
            await _persistence.FlushAsync().ConfigureAwait(false);
            producer.LastSequence = producer.StoredSequence = _persistence.GetLastProducerSequence(id);
        }

        lock (connection.Lock) connection.Producers[id] = producer;
        if (destination is null) return producer;
        foreach (var member in destination.Members()) FindOrAdd(member, temporaryToo: false);
        producer.Statistics = StatisticsOf(destination);
        producer.Statistics?.ProducerAdded();
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
    /// <exception cref="UnknownTransactionException">Its transaction was not begun here.</exception>
    /// <exception cref="StoreFullException">No space is left, and the policy is not to wait.</exception>
    /// <exception cref="StoreException">It could not be stored.</exception>
    public ValueTask SendAsync(ConnectionState connection, ProducerState producer, Message message)
    {
        if (!producer.IsBlocked) return SendNow(connection, producer, message);
        var after = SendAfterAsync(producer.Gate, connection, producer, message);
        producer.Gate = after;
        return new(after);
    }

    /// <summary>Takes a message of the broker's own, such as one sent from the console, for one plain queue; completes as for a client's.</summary>
    /// <exception cref="StoreException">It could not be stored.</exception>
    public ValueTask SendAsync(Message message)
    {
        message.BrokerInTime = _time.GetUtcNow().ToUnixTimeMilliseconds();
        return (_directory.FindQueue(message.Destination) ?? AddQueue(message.Destination)).SendAsync(message);
    }

    public void Begin(ConnectionState connection, TransactionId id)
    {
        lock (connection.Lock)
        {
            if (!connection.Transactions.ContainsKey(id)) connection.Transactions[id] = new(id, _persistence, connection.Client.FailoverReconnect);
        }
    }

    /// <summary>Completes when the whole transaction is durable.</summary>
    /// <exception cref="UnknownTransactionException">It was not begun here.</exception>
    /// <exception cref="StoreException">Nothing of it happened.</exception>
    public ValueTask CommitAsync(ConnectionState connection, TransactionId id)
    {
        var transaction = FindTransaction(connection, id);
        lock (connection.Lock) connection.Transactions.Remove(id);
        return transaction.CommitAsync();
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
        if (IsRepeated(connection, producer, message))
        {
            return message.Persistent ? _persistence.FlushAsync() : ValueTask.CompletedTask;
        }

        message.BrokerInTime = _time.GetUtcNow().ToUnixTimeMilliseconds();
        if (IsSchedulerManagement(message.Destination)) return ManageSchedulerAsync(connection, message);
        return message.Destination.IsComposite && (message.Transaction is not null || !message.Persistent) && FindSchedule(message) is null
            ? SendToEachAsync(connection, producer, message)
            : SendOrWait(connection, producer, message);
    }

    // Only a limit is waited for, and it refuses at once; when the disk itself is full its producer is told.
    private ValueTask SendOrWait(ConnectionState connection, ProducerState producer, Message message)
    {
        var sent = SendToOne(connection, producer, message);
        if (_options.SendFailIfNoSpace || !sent.IsFaulted) return sent;
        var refused = sent.AsTask();
        if (refused.Exception?.InnerException is not StoreFullException { IsByLimit: true }) return new(refused);
        var waiting = SendWhenSpaceAsync(connection, producer, message);
        CloseGate(producer, waiting);
        return new(waiting);
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
        if (destination.IsComposite) return SendTogether(connection, producer, message);
        if (destination.IsQueue)
        {
            var queue = _directory.FindQueue(destination) ?? AddQueue(destination);
            if (message.Transaction is null) return queue.SendAsync(message);
            FindOpen(connection, message.Transaction).Send(queue, message);
            return ValueTask.CompletedTask;
        }

        var topic = _directory.FindTopic(destination) ?? AddTopic(destination);
        if (message.Transaction is not null)
        {
            FindOpen(connection, message.Transaction).Send(topic, message, connection.Client.ClientId);
            return ValueTask.CompletedTask;
        }

        var sent = topic.SendAsync(message, connection.Client.ClientId);
        var under = topic.WhenUnderLimitAsync();
        return under.IsCompleted ? sent : HoldBackAsync(producer, topic.Statistics, sent, under);
    }

    private async ValueTask SendToEachAsync(ConnectionState connection, ProducerState producer, Message message)
    {
        foreach (var copy in CopyPerMember(message)) await SendOrWait(connection, producer, copy).ConfigureAwait(false);
    }

    // One operation of the store: a producer whose send was stored for the first member alone would repeat it after a takeover,
    // and be told that it is stored.
    private ValueTask SendTogether(ConnectionState connection, ProducerState producer, Message message)
    {
        var together = new LocalTransaction(new LocalTransactionId(connection.Client.ConnectionId, 0), _persistence);
        var topics = new List<Topic>();
        foreach (var copy in CopyPerMember(message))
        {
            if (copy.Destination.IsQueue)
            {
                together.Send(_directory.FindQueue(copy.Destination) ?? AddQueue(copy.Destination), copy);
                continue;
            }

            var topic = _directory.FindTopic(copy.Destination) ?? AddTopic(copy.Destination);
            together.Send(topic, copy, connection.Client.ClientId);
            topics.Add(topic);
        }

        var sent = together.CommitAsync();
        foreach (var topic in topics)
        {
            var under = topic.WhenUnderLimitAsync();
            if (!under.IsCompleted) sent = HoldBackAsync(producer, topic.Statistics, sent, under);
        }

        return sent;
    }

    private static IEnumerable<Message> CopyPerMember(Message message)
    {
        foreach (var member in message.Destination.Members())
        {
            var copy = message.Copy();
            copy.Destination = member;
            copy.OriginalDestination = message.Destination;
            yield return copy;
        }
    }

    // The message is taken; its producer is told so only when the slowest subscriber has caught up.
    private static ValueTask HoldBackAsync(ProducerState producer, DestinationStatistics statistics, ValueTask sent, Task under)
    {
        var held = HoldAsync();
        CloseGate(producer, held);
        return new(held);

        async Task HoldAsync()
        {
            statistics.ProducerBlocked();
            try
            {
                await sent.ConfigureAwait(false);
                await under.ConfigureAwait(false);
            }
            finally
            {
                statistics.ProducerReleased();
            }
        }
    }

    private async Task SendAfterAsync(Task gate, ConnectionState connection, ProducerState producer, Message message)
    {
        await gate.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await SendNow(connection, producer, message).ConfigureAwait(false);
    }

    private async Task SendWhenSpaceAsync(ConnectionState connection, ProducerState producer, Message message)
    {
        var statistics = StatisticsOf(message.Destination);
        statistics?.ProducerBlocked();
        try
        {
            while (true)
            {
                await Task.Delay(_spacePoll, _time).ConfigureAwait(false);
                RequireConnected(connection);
                try
                {
                    await SendToOne(connection, producer, message).ConfigureAwait(false);
                    return;
                }
                catch (StoreFullException e) when (e.IsByLimit)
                {
                    // Still no space: wait on.
                }
            }
        }
        finally
        {
            statistics?.ProducerReleased();
        }
    }

    private Queue AddQueue(Destination destination)
    {
        FindOrAdd(destination, temporaryToo: false);
        return _directory.GetOrAddQueue(destination, out _);
    }

    private Topic AddTopic(Destination destination)
    {
        FindOrAdd(destination, temporaryToo: false);
        return _directory.GetOrAddTopic(destination, out _);
    }

    private DestinationStatistics? StatisticsOf(Destination destination) =>
        destination.IsQueue ? _directory.FindQueue(destination)?.Statistics : _directory.FindTopic(destination)?.Statistics;

    private void RemoveProducer(ConnectionState connection, ProducerState producer)
    {
        lock (connection.Lock) connection.Producers.Remove(producer.Id);
        producer.Statistics?.ProducerRemoved();
        if (producer.Destination is not null) _advisories.ProducerRemoved(connection.Client, producer);
    }
}

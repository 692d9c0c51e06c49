using Broker.Core.Clients;
using Broker.Core.Destinations;
using Broker.Core.Messages;
using Broker.Core.Transactions;

namespace Broker.Core.Routing;

/// <summary>Everything one connection has: producers, consumers, temporary destinations, open transactions.</summary>
/// <remarks>Changed by its connection's reader alone; the router may read it from any thread. Name as in ActiveMQ.</remarks>
public sealed class ConnectionState
{
    private bool _released;

    internal ConnectionState(ClientContext client, IDeliverySink sink)
    {
        Client = client;
        Sink = sink;
    }

    public ClientContext Client { get; }

    public int ConsumerCount
    {
        get
        {
            lock (Lock) return Subscriptions.Count;
        }
    }

    public int ProducerCount
    {
        get
        {
            lock (Lock) return Producers.Count;
        }
    }

    /// <summary>All it had is taken back: it has ended, or another connection has taken its place.</summary>
    public bool IsReleased => Volatile.Read(ref _released);

    internal IDeliverySink Sink { get; }

    internal Lock Lock { get; } = new();

    internal Dictionary<ProducerId, ProducerState> Producers { get; } = [];

    internal Dictionary<ConsumerId, Subscription> Subscriptions { get; } = [];

    internal HashSet<Destination> TemporaryDestinations { get; } = [];

    internal Dictionary<TransactionId, LocalTransaction> Transactions { get; } = [];

    /// <summary>The consumer of that id, or null.</summary>
    public Subscription? FindSubscription(ConsumerId id)
    {
        lock (Lock) return Subscriptions.GetValueOrDefault(id);
    }

    /// <summary>The producer of that id, or null.</summary>
    public ProducerState? FindProducer(ProducerId id)
    {
        lock (Lock) return Producers.GetValueOrDefault(id);
    }

    /// <summary>From now on it gets nothing more.</summary>
    internal void MarkReleased()
    {
        lock (Lock) _released = true;
    }

    internal List<Subscription> CopySubscriptions()
    {
        lock (Lock) return [.. Subscriptions.Values];
    }

    internal List<ProducerState> CopyProducers()
    {
        lock (Lock) return [.. Producers.Values];
    }
}

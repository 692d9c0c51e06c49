using Broker.Core.Clients;
using Broker.Core.Messages;
using Broker.Core.Routing;

namespace Broker.Tests.Fixtures;

/// <summary>A connection that keeps what it is given. Its outbox is full while the test says so.</summary>
internal sealed class RecordingSink : IDeliverySink
{
    private readonly Lock _lock = new();
    private readonly Dictionary<ConsumerId, List<Delivery>> _deliveries = [];
    private readonly HashSet<ConsumerId> _refused = [];
    private readonly Dictionary<ConsumerId, int> _prefetches = [];
    private readonly HashSet<ConsumerId> _closed = [];
    private bool _full;

    /// <summary>Called for each delivery taken, with the engine's locks held.</summary>
    public Action<ConsumerId, Delivery>? OnDelivered { get; set; }

    /// <summary>Why it was closed; null while it is open.</summary>
    public string? CloseReason { get; private set; }

    public bool IsFull
    {
        get
        {
            lock (_lock) return _full;
        }
    }

    public bool TryDeliver(ConsumerId consumer, Message? message, int redeliveryCounter)
    {
        lock (_lock)
        {
            if (_full)
            {
                _refused.Add(consumer);
                return false;
            }

            var delivery = new Delivery(message, redeliveryCounter);
            OnDelivered?.Invoke(consumer, delivery);
            if (!_deliveries.TryGetValue(consumer, out var list)) _deliveries.Add(consumer, list = []);
            list.Add(delivery);
            return true;
        }
    }

    public void SetPrefetch(ConsumerId consumer, int prefetch)
    {
        lock (_lock) _prefetches[consumer] = prefetch;
    }

    public void CloseConsumer(ConsumerId consumer)
    {
        lock (_lock) _closed.Add(consumer);
    }

    public void Close(string reason) => CloseReason = reason;

    /// <summary>The prefetch a consumer was told; null: none.</summary>
    public int? PrefetchOf(ConsumerId consumer)
    {
        lock (_lock) return _prefetches.TryGetValue(consumer, out var prefetch) ? prefetch : null;
    }

    /// <summary>A consumer was told to close.</summary>
    public bool IsClosed(ConsumerId consumer)
    {
        lock (_lock) return _closed.Contains(consumer);
    }

    public List<Delivery> DeliveriesOf(ConsumerId consumer)
    {
        lock (_lock) return _deliveries.TryGetValue(consumer, out var list) ? [.. list] : [];
    }

    public void Fill()
    {
        lock (_lock) _full = true;
    }

    /// <summary>There is room again; the consumers refused are told, as a connection does.</summary>
    public void Drain(ConnectionState connection)
    {
        List<ConsumerId> refused;
        lock (_lock)
        {
            _full = false;
            refused = [.. _refused];
            _refused.Clear();
        }

        foreach (var consumer in refused) connection.FindSubscription(consumer)?.Resume();
    }

    /// <param name="Message">Null: there is no more.</param>
    /// <param name="RedeliveryCounter">How often it failed before.</param>
    internal readonly record struct Delivery(Message? Message, int RedeliveryCounter);
}

using Broker.Core.Messages;
using Broker.Core.Storage;

namespace Broker.Storage.Memory;

/// <summary>Keeps messages in memory, for brokers that persist nothing and for tests: everything is gone with the process.</summary>
/// <remarks>Every operation is complete when its call returns. One lock guards it all.</remarks>
public sealed partial class MemoryPersistenceAdapter : IPersistenceAdapter, ITransactionStore
{
    /// <summary>1 GiB.</summary>
    public const long DefaultLimitBytes = 1024L * 1024 * 1024;

    private readonly Dictionary<Destination, MemoryMessageStore> _queues = [];
    private readonly Dictionary<Destination, MemoryTopicStore> _topics = [];
    private readonly Dictionary<ProducerId, long> _producers = [];
    private readonly Queue<ProducerId> _producerOrder = new();
    private readonly SpaceSignal _space = new();
    private readonly long _limitBytes;
    private long _sequence;
    private long _usedBytes;

    /// <param name="limitBytes">Most bytes of messages held, by their SizeBytes; appends beyond it are refused.</param>
    public MemoryPersistenceAdapter(long limitBytes = DefaultLimitBytes)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(limitBytes);
        _limitBytes = limitBytes;
        JobStore = new(this);
    }

    public IReadOnlyCollection<Destination> Destinations
    {
        get
        {
            lock (Gate)
            {
                return [.. _queues.Keys.Concat(_topics.Keys).Where(destination => !destination.IsTemporary)];
            }
        }
    }

    public ITransactionStore Transactions => this;

    public IJobSchedulerStore Jobs => JobStore;

    public StoreUsage Usage => new(Interlocked.Read(ref _usedBytes), _limitBytes, WriteError: null);

    public Task WhenSpaceFreedAsync() => _space.WhenRaisedAsync();

    internal Lock Gate { get; } = new();

    internal MemoryJobStore JobStore { get; }

    public ValueTask<RecoveryReport> OpenAsync(CancellationToken cancellationToken) => ValueTask.FromResult(new RecoveryReport(0, 0, 0, [], TimeSpan.Zero));

    public IMessageStore OpenQueue(Destination queue)
    {
        lock (Gate)
        {
            if (!_queues.TryGetValue(queue, out var store)) _queues.Add(queue, store = new MemoryMessageStore(this));
            return store;
        }
    }

    public ITopicMessageStore OpenTopic(Destination topic)
    {
        lock (Gate)
        {
            if (!_topics.TryGetValue(topic, out var store)) _topics.Add(topic, store = new MemoryTopicStore(this));
            return store;
        }
    }

    public ValueTask RemoveDestinationAsync(Destination destination)
    {
        lock (Gate)
        {
            if (_queues.Remove(destination, out var queue)) queue.RemoveAll();
            if (_topics.Remove(destination, out var topic)) topic.RemoveAll();
        }

        return ValueTask.CompletedTask;
    }

    public long NextSequence() => Interlocked.Increment(ref _sequence);

    public long GetLastProducerSequence(ProducerId producer)
    {
        lock (Gate)
        {
            return _producers.GetValueOrDefault(producer, -1);
        }
    }

    public ValueTask FlushAsync() => ValueTask.CompletedTask;

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    IStoreTransaction ITransactionStore.Begin() => new MemoryTransaction(this);

    /// <summary>Gives the message its sequence and keeps a copy in each store. Under the gate.</summary>
    internal void Append(Message message, IReadOnlyList<MemoryMessageStore> stores)
    {
        message.Sequence = NextSequence();
        if (message.Persistent) NoteProducer(message.Id);
        foreach (var store in stores)
        {
            store.Add(message.Copy());
        }
    }

    /// <returns>Why so many more bytes cannot be held; null when they can. Under the gate.</returns>
    internal StoreFullException? Refusal(long bytes) => _usedBytes + bytes <= _limitBytes
        ? null
        : new StoreFullException($"The memory store has reached its limit of {_limitBytes} bytes.");

    internal void Count(long bytes)
    {
        Interlocked.Add(ref _usedBytes, bytes);
        if (bytes < 0) _space.Raise();
    }

    /// <summary>Under the gate.</summary>
    internal void NoteProducer(in MessageId id)
    {
        if (id.Producer is null) return;
        if (_producers.TryGetValue(id.Producer, out var known))
        {
            _producers[id.Producer] = Math.Max(known, id.ProducerSequence);
            return;
        }

        _producers.Add(id.Producer, id.ProducerSequence);
        _producerOrder.Enqueue(id.Producer);
        if (_producers.Count > ProducersKept) _producers.Remove(_producerOrder.Dequeue());
    }

    // Forgets the oldest first; so many that 65,536 which sent later are always among them.
    private const int ProducersKept = 2 * 65_536;
}

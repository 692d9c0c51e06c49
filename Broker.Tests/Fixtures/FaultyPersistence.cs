using Broker.Core.Messages;
using Broker.Core.Storage;

namespace Broker.Tests.Fixtures;

/// <summary>A store that refuses or delays what the test tells it to, in front of one that works.</summary>
internal sealed class FaultyPersistence(IPersistenceAdapter inner) : IPersistenceAdapter, ITransactionStore
{
    private readonly Dictionary<Destination, ITopicMessageStore> _topics = [];

    /// <summary>Appends and commits end with it at once; null lets them through.</summary>
    public StoreException? Refusal { get; set; }

    /// <summary>Runs when a message is readable already, but its sender not yet answered.</summary>
    public Func<Message, Task>? BeforeCompletion { get; set; }

    /// <summary>Appends that came here, refused ones among them.</summary>
    public int Appends { get; private set; }

    /// <summary>Pages cannot be read.</summary>
    public bool ReadsFail { get; set; }

    public IReadOnlyCollection<Destination> Destinations => inner.Destinations;

    public ITransactionStore Transactions => this;

    public StoreUsage Usage => inner.Usage;

    public ValueTask<RecoveryReport> OpenAsync(CancellationToken cancellationToken) => inner.OpenAsync(cancellationToken);

    public IMessageStore OpenQueue(Destination queue) => new Store(this, inner.OpenQueue(queue));

    public ITopicMessageStore OpenTopic(Destination topic)
    {
        if (!_topics.TryGetValue(topic, out var store)) _topics.Add(topic, store = new TopicStore(this, inner.OpenTopic(topic)));
        return store;
    }

    public ValueTask RemoveDestinationAsync(Destination destination) => inner.RemoveDestinationAsync(destination);

    public long NextSequence() => inner.NextSequence();

    public long GetLastProducerSequence(ProducerId producer) => inner.GetLastProducerSequence(producer);

    public ValueTask FlushAsync() => inner.FlushAsync();

    public IStoreTransaction Begin() => new Transaction(this, inner.Transactions.Begin());

    public ValueTask DisposeAsync() => inner.DisposeAsync();

    private ValueTask AppendAsync(Message message, Func<ValueTask> append)
    {
        Appends++;
        if (Refusal is not null) return ValueTask.FromException(Refusal);
        return BeforeCompletion is { } before ? DelayAsync(append(), before(message)) : append();
    }

    private static async ValueTask DelayAsync(ValueTask appended, Task before)
    {
        await appended.ConfigureAwait(false);
        await before.ConfigureAwait(false);
    }

    private static IMessageStore Bare(IMessageStore store) => ((Store)store).Inner;

    private sealed class Store(FaultyPersistence owner, IMessageStore inner) : IMessageStore
    {
        public IMessageStore Inner => inner;

        public long Count => inner.Count;

        public long SizeBytes => inner.SizeBytes;

        public ValueTask AppendAsync(Message message) => owner.AppendAsync(message, () => inner.AppendAsync(message));

        public long DeliveredThrough => inner.DeliveredThrough;

        public bool IsDelivering
        {
            get => inner.IsDelivering;
            set => inner.IsDelivering = value;
        }

        public ValueTask AllowDeliveryAsync(long through) => inner.AllowDeliveryAsync(through);

        public void Remove(MessageKey message) => inner.Remove(message);

        public long RemoveAll() => inner.RemoveAll();

        public ValueTask ReadAsync(MessageRange range, List<Message> into, CancellationToken cancellationToken) =>
            owner.ReadsFail ? ValueTask.FromException(new StoreException("unreadable")) : inner.ReadAsync(range, into, cancellationToken);

        public ValueTask ReadExpiredAsync(long nowMilliseconds, int limit, List<Message> into, CancellationToken cancellationToken) =>
            inner.ReadExpiredAsync(nowMilliseconds, limit, into, cancellationToken);
    }

    private sealed class TopicStore(FaultyPersistence owner, ITopicMessageStore inner) : ITopicMessageStore
    {
        public ITopicMessageStore Inner => inner;

        public IReadOnlyCollection<StoredSubscription> Subscriptions =>
            [.. inner.Subscriptions.Select(stored => stored with { Store = new Store(owner, stored.Store) })];

        public (IMessageStore Store, ValueTask Durable) AddSubscription(DurableSubscriptionInfo subscription)
        {
            var (store, durable) = inner.AddSubscription(subscription);
            return (new Store(owner, store), durable);
        }

        public ValueTask RemoveSubscriptionAsync(string clientId, string name) => inner.RemoveSubscriptionAsync(clientId, name);

        public ValueTask AppendAsync(Message message, IReadOnlyList<IMessageStore> subscriptions) =>
            owner.AppendAsync(message, () => inner.AppendAsync(message, [.. subscriptions.Select(Bare)]));
    }

    private sealed class Transaction(FaultyPersistence owner, IStoreTransaction inner) : IStoreTransaction
    {
        public void Append(IMessageStore store, Message message) => inner.Append(Bare(store), message);

        public void Append(ITopicMessageStore topic, Message message, IReadOnlyList<IMessageStore> subscriptions) =>
            inner.Append(((TopicStore)topic).Inner, message, [.. subscriptions.Select(Bare)]);

        public void Remove(IMessageStore store, MessageKey message) => inner.Remove(Bare(store), message);

        public ValueTask CommitAsync() => owner.Refusal is { } refusal ? ValueTask.FromException(refusal) : inner.CommitAsync();
    }
}

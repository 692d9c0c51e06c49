using System.Collections.Concurrent;
using Broker.Core.Messages;
using Broker.Core.Storage;

namespace Broker.Tests.Fixtures;

/// <summary>A store that refuses or delays what the test tells it to, in front of one that works.</summary>
internal sealed class FaultyPersistence(IPersistenceAdapter inner) : IPersistenceAdapter, ITransactionStore
{
    private readonly Dictionary<Destination, ITopicMessageStore> _topics = [];
    private readonly ConcurrentDictionary<Destination, long> _noted = [];

    /// <summary>Appends and commits end with it at once; null lets them through.</summary>
    public StoreException? Refusal { get; set; }

    /// <summary>Runs when a message is readable already, but its sender not yet answered.</summary>
    public Func<Message, Task>? BeforeCompletion { get; set; }

    /// <summary>What a flush waits for; null leaves it to the store.</summary>
    public Func<ValueTask>? InPlaceOfFlush { get; set; }

    /// <summary>Appends that came here, refused ones among them.</summary>
    public int Appends { get; private set; }

    /// <summary>Runs before the store notes that messages may be delivered; what it throws is the answer.</summary>
    public Func<long, Task>? BeforeNoting { get; set; }

    /// <summary>Through which sequences delivery was asked for, in order.</summary>
    public ConcurrentQueue<long> Asked { get; } = [];

    /// <summary>What <see cref="IMessageStore.DeliveredThrough"/> of every queue says.</summary>
    public long DeliveredThrough { get; set; }

    /// <summary>Pages cannot be read.</summary>
    public bool ReadsFail { get; set; }

    public IReadOnlyCollection<Destination> Destinations => inner.Destinations;

    public ITransactionStore Transactions => this;

    public IJobSchedulerStore Jobs => inner.Jobs;

    public StoreUsage Usage => inner.Usage;

    public Task WhenSpaceFreedAsync() => inner.WhenSpaceFreedAsync();

    public ValueTask<RecoveryReport> OpenAsync(CancellationToken cancellationToken) => inner.OpenAsync(cancellationToken);

    public IMessageStore OpenQueue(Destination queue) => new Store(this, inner.OpenQueue(queue), queue);

    public ITopicMessageStore OpenTopic(Destination topic)
    {
        if (!_topics.TryGetValue(topic, out var store)) _topics.Add(topic, store = new TopicStore(this, inner.OpenTopic(topic), topic));
        return store;
    }

    public ValueTask RemoveDestinationAsync(Destination destination) => inner.RemoveDestinationAsync(destination);

    public long NextSequence() => inner.NextSequence();

    public long GetLastProducerSequence(ProducerId producer) => inner.GetLastProducerSequence(producer);

    public ValueTask FlushAsync() => InPlaceOfFlush?.Invoke() ?? inner.FlushAsync();

    public IStoreTransaction Begin() => new Transaction(this, inner.Transactions.Begin());

    public ValueTask PrepareAsync(PreparedBranch branch) => Refusal is { } refusal
        ? ValueTask.FromException(refusal)
        : inner.Transactions.PrepareAsync(branch with { Removals = [.. branch.Removals.Select(removal => removal with { Store = Of(removal.Store).Inner })] });

    /// <summary>With the stores of the inner adapter.</summary>
    public IReadOnlyList<PreparedBranch> ReadPrepared() => inner.Transactions.ReadPrepared();

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

    /// <summary>Whether a master that took over now would know that the message may have been delivered.</summary>
    public bool IsNoted(Destination queue, long sequence) => _noted.TryGetValue(queue, out var through) && sequence <= through;

    private void Note(Destination queue, long through) => _noted.AddOrUpdate(queue, through, (_, known) => Math.Max(known, through));

    private static Store Of(IMessageStore store) => (Store)store;

    private sealed class Store(FaultyPersistence owner, IMessageStore inner, Destination place) : IMessageStore
    {
        public IMessageStore Inner => inner;

        public long Count => inner.Count;

        public long SizeBytes => inner.SizeBytes;

        public long DeliveredThrough => Math.Max(owner.DeliveredThrough, inner.DeliveredThrough);

        public bool IsDelivering
        {
            get => inner.IsDelivering;
            set => inner.IsDelivering = value;
        }

        public ValueTask AppendAsync(Message message) => owner.AppendAsync(message, () => NoteAppendAsync(inner.AppendAsync(message), message));

        public ValueTask AllowDeliveryAsync(long through)
        {
            owner.Asked.Enqueue(through);
            return NoteAsync(owner.BeforeNoting?.Invoke(through) ?? Task.CompletedTask);

            async ValueTask NoteAsync(Task before)
            {
                await before.ConfigureAwait(false);
                await inner.AllowDeliveryAsync(through).ConfigureAwait(false);
                owner.Note(place, through);
            }
        }

        // Looked at no sooner than the message has its sequence, and in force when it is stored.
        public ValueTask NoteAppendAsync(ValueTask appended, Message message)
        {
            if (IsDelivering) owner.Note(place, message.Sequence);
            return appended;
        }

        public void Remove(MessageKey message) => inner.Remove(message);

        public long RemoveAll() => inner.RemoveAll();

        public ValueTask ReadAsync(MessageRange range, List<Message> into, CancellationToken cancellationToken) =>
            owner.ReadsFail ? ValueTask.FromException(new StoreException("unreadable")) : inner.ReadAsync(range, into, cancellationToken);

        public ValueTask ReadExpiredAsync(long nowMilliseconds, int limit, List<Message> into, CancellationToken cancellationToken) =>
            inner.ReadExpiredAsync(nowMilliseconds, limit, into, cancellationToken);
    }

    private sealed class TopicStore(FaultyPersistence owner, ITopicMessageStore inner, Destination topic) : ITopicMessageStore
    {
        public ITopicMessageStore Inner => inner;

        public IReadOnlyCollection<StoredSubscription> Subscriptions =>
            [.. inner.Subscriptions.Select(stored => stored with { Store = new Store(owner, stored.Store, topic) })];

        public (IMessageStore Store, ValueTask Durable) AddSubscription(DurableSubscriptionInfo subscription)
        {
            var (store, durable) = inner.AddSubscription(subscription);
            return (new Store(owner, store, topic), durable);
        }

        public ValueTask RemoveSubscriptionAsync(string clientId, string name) => inner.RemoveSubscriptionAsync(clientId, name);

        public ValueTask AppendAsync(Message message, IReadOnlyList<IMessageStore> subscriptions) =>
            owner.AppendAsync(message, () => inner.AppendAsync(message, [.. subscriptions.Select(store => Of(store).Inner)]));
    }

    private sealed class Transaction(FaultyPersistence owner, IStoreTransaction inner) : IStoreTransaction
    {
        private readonly List<(Store Store, Message Message)> _appended = [];

        public void Append(IMessageStore store, Message message)
        {
            _appended.Add((Of(store), message));
            inner.Append(Of(store).Inner, message);
        }

        public void Append(ITopicMessageStore topic, Message message, IReadOnlyList<IMessageStore> subscriptions) =>
            inner.Append(((TopicStore)topic).Inner, message, [.. subscriptions.Select(store => Of(store).Inner)]);

        public void Remove(IMessageStore store, MessageKey message) => inner.Remove(Of(store).Inner, message);

        public void PutJob(ScheduledJob job) => inner.PutJob(job);

        public void RemoveJob(string id) => inner.RemoveJob(id);

        public void EndPrepared(XaTransactionId branch) => inner.EndPrepared(branch);

        public ValueTask CommitAsync()
        {
            if (owner.Refusal is { } refusal) return ValueTask.FromException(refusal);
            var committed = inner.CommitAsync();
            foreach (var (store, message) in _appended) committed = store.NoteAppendAsync(committed, message);
            return committed;
        }
    }
}

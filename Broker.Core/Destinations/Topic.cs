using Broker.Core.Configuration;
using Broker.Core.Messages;
using Broker.Core.Storage;

namespace Broker.Core.Destinations;

/// <summary>A publish/subscribe destination: each subscription gets every message.</summary>
public sealed partial class Topic
{
    private readonly Lock _lock = new();
    private readonly IPersistenceAdapter _persistence;
    private readonly ITopicMessageStore? _store;
    private readonly SubscriptionRecovery? _recovery;
    private readonly Func<Destination, Topic> _successor;
    private volatile TopicSubscription[] _subscriptions = [];
    private volatile DurableSubscription[] _durables = [];

    /// <param name="destination">A plain name.</param>
    /// <param name="context">What all destinations share.</param>
    /// <param name="store">Null for a topic that no store knows: a temporary one, or of advisories. It keeps nothing for consumers to come.</param>
    /// <param name="policy">Its rules.</param>
    /// <param name="statistics">Where it counts.</param>
    /// <param name="successor">Finds the topic of the same name that took this one's place.</param>
    internal Topic(
        Destination destination,
        BacklogContext context,
        ITopicMessageStore? store,
        DestinationPolicy policy,
        DestinationStatistics statistics,
        Func<Destination, Topic> successor)
    {
        Destination = destination;
        _context = context;
        _persistence = context.Persistence;
        _store = store;
        _recovery = store is null ? null : SubscriptionRecovery.For(destination, policy, context, store);
        _successor = successor;
        Policy = policy;
        Statistics = statistics;
    }

    public Destination Destination { get; }

    public DestinationPolicy Policy { get; }

    public DestinationStatistics Statistics { get; }

    /// <summary>Consumers now, durable ones included when they are active.</summary>
    public int ConsumerCount
    {
        get
        {
            var count = _subscriptions.Length;
            foreach (var durable in _durables) count += durable.IsActive ? 1 : 0;
            return count;
        }
    }

    /// <summary>Durable subscriptions that get its messages, active or not.</summary>
    public int DurableCount => _durables.Length;

    /// <summary>Nobody would get a message sent now.</summary>
    public bool HasNoSubscriptions => _subscriptions.Length == 0 && _durables.Length == 0;

    /// <summary>
    /// Hands the message to every subscription. Completes when it is durable for those that are durable; the others get it no
    /// sooner.
    /// </summary>
    /// <param name="message">The message.</param>
    /// <param name="senderClientId">For durable subscriptions that leave out what their own client sends.</param>
    /// <exception cref="StoreException">It could not be stored; no subscription got it.</exception>
    public ValueTask SendAsync(Message message, string? senderClientId)
    {
        if (Current is var current && current != this) return current.SendAsync(message, senderClientId);
        var wanting = FindDurables(message, senderClientId);
        if (wanting.Count == 0 && StoresToKeep(message).Length == 0)
        {
            Statistics.CountEnqueued();
            Publish(message);
            return ValueTask.CompletedTask;
        }

        return message.Persistent ? SendDurablyAsync(message, wanting) : SendTransientlyAsync(message, wanting);
    }

    /// <summary>Puts a message into a transaction for the durable subscriptions; <see cref="Committed"/> follows it.</summary>
    internal List<StoredCopy> Stage(Message message, string? senderClientId, IStoreTransaction transaction)
    {
        var copies = CopyPerStore(message, FindDurables(message, senderClientId));
        foreach (var copy in copies) copy.AppendTo(transaction);
        return copies;
    }

    /// <summary>The transaction is durable: every subscription gets the message.</summary>
    internal void Committed(Message message, List<StoredCopy> copies)
    {
        Statistics.CountEnqueued();
        foreach (var copy in copies) copy.Deliver();
        Publish(message);
    }

    /// <summary>Completes when no subscription holds more than the topic's limit; already completed when none does.</summary>
    public Task WhenUnderLimitAsync()
    {
        foreach (var subscription in _subscriptions)
        {
            if (subscription.IsOverLimit) return subscription.WhenUnderLimitAsync();
        }

        return Task.CompletedTask;
    }

    internal void Attach(TopicSubscription subscription)
    {
        Inactivity.Touch();
        lock (_lock)
        {
            // Where something is kept, nothing is published meanwhile: the consumer gets what came before, then what comes after, and
            // nothing twice.
            if (_recovery is not null && WantsRecovery(subscription.Options))
            {
                foreach (var message in _recovery.Recover()) subscription.Add(message, this);
            }

            _subscriptions = [.. _subscriptions, subscription];
        }
    }

    internal void Detach(TopicSubscription subscription)
    {
        lock (_lock) _subscriptions = [.. _subscriptions.Where(other => other != subscription)];
    }

    internal void Attach(DurableSubscription subscription)
    {
        Inactivity.Touch();
        lock (_lock) _durables = [.. _durables, subscription];
    }

    internal void Detach(DurableSubscription subscription)
    {
        lock (_lock) _durables = [.. _durables.Where(other => other != subscription)];
    }

    private void Publish(Message message)
    {
        if (message.Sequence == 0) message.Sequence = _persistence.NextSequence();
        if (_recovery is not null) PublishAndKeep(_recovery, message);
        else foreach (var subscription in _subscriptions) subscription.Add(message, this);
        Announce(message);
    }

    private List<DurableSubscription> FindDurables(Message message, string? senderClientId)
    {
        var durables = _durables;
        if (durables.Length == 0) return _none;
        var wanting = new List<DurableSubscription>(durables.Length);
        foreach (var durable in durables)
        {
            if (durable.Wants(message, senderClientId)) wanting.Add(durable);
        }

        return wanting;
    }

    private async ValueTask SendDurablyAsync(Message message, List<DurableSubscription> wanting)
    {
        var copies = CopyPerStore(message, wanting);
        await AppendAsync(copies).ConfigureAwait(false);
        Statistics.CountEnqueued();
        foreach (var copy in copies) copy.Deliver();
        Publish(message);
    }

    // In memory for those who have room there; stored for the rest, and first, since a send that fails there is sent again.
    private async ValueTask SendTransientlyAsync(Message message, List<DurableSubscription> wanting)
    {
        var inMemory = wanting.FindAll(durable => durable.IsActive && durable.Backlog.HasMemoryFor(message));
        wanting.RemoveAll(inMemory.Contains);
        await StoreTransientlyAsync(message, wanting).ConfigureAwait(false);
        inMemory.RemoveAll(durable => durable.Backlog.IsClosed || durable.Backlog.TryKeepInMemory(message.Copy()));
        Statistics.CountEnqueued();
        Publish(message);
        await StoreTransientlyAsync(message, inMemory).ConfigureAwait(false);
    }

    private async ValueTask StoreTransientlyAsync(Message message, List<DurableSubscription> wanting)
    {
        if (wanting.Count == 0) return;
        var copies = CopyPerStore(message.Copy(), wanting);
        await AppendAsync(copies).ConfigureAwait(false);
        foreach (var copy in copies) copy.Deliver();
    }

    private async ValueTask AppendAsync(List<StoredCopy> copies)
    {
        try
        {
            if (copies.Count == 1)
            {
                await copies[0].AppendAsync().ConfigureAwait(false);
                return;
            }

            var transaction = _persistence.Transactions.Begin();
            foreach (var copy in copies) copy.AppendTo(transaction);
            await transaction.CommitAsync().ConfigureAwait(false);
        }
        catch (StoreException)
        {
            foreach (var copy in copies) copy.Abandon();
            throw;
        }
    }

    // Nearly always one: only subscriptions to patterns live in other stores than the topic's own.
    private List<StoredCopy> CopyPerStore(Message message, List<DurableSubscription> wanting)
    {
        var copies = new List<StoredCopy>(1);
        foreach (var kept in StoresToKeep(message))
        {
            // First, so that it is the message itself that gets the sequence it is kept under.
            if (copies.Count == 0) copies.Add(new(_store!, message));
            copies[0].Add(kept);
        }

        foreach (var durable in wanting)
        {
            var copy = copies.Find(other => other.Store == durable.TopicStore);
            if (copy is null)
            {
                copy = new(durable.TopicStore, copies.Count == 0 ? message : message.Copy());
                copies.Add(copy);
            }

            copy.Add(durable);
        }

        return copies;
    }

    private static readonly List<DurableSubscription> _none = [];
}

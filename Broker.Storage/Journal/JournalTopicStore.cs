using Broker.Core.Messages;
using Broker.Core.Storage;

namespace Broker.Storage.Journal;

/// <summary>A topic's durable subscriptions in the journal; its messages lie with the subscriptions' stores.</summary>
internal sealed class JournalTopicStore(int number, Destination destination, JournalCatalogue catalogue, JournalWriter writer) : ITopicMessageStore
{
    private readonly Lock _gate = new();
    private readonly Dictionary<(string ClientId, string Name), StoredSubscription> _subscriptions = [];

    public int Number => number;

    public Destination Destination => destination;

    public bool IsTransient => number < 0;

    public IReadOnlyCollection<StoredSubscription> Subscriptions
    {
        get
        {
            lock (_gate)
            {
                return [.. _subscriptions.Values];
            }
        }
    }

    public (IMessageStore Store, ValueTask Durable) AddSubscription(DurableSubscriptionInfo subscription)
    {
        lock (_gate)
        {
            var store = catalogue.NewStore(destination, IsTransient);
            if (!IsTransient && Find(subscription.ClientId, subscription.Name) is { } old) writer.WriteCatalogue(Removed(old));
            Put(subscription, store);
            if (IsTransient) return Pair(store, ValueTask.CompletedTask);
            return Pair(store, writer.WriteCatalogueAsync(CatalogueRecords.SubscriptionAdd(store.Number, number, subscription)));
        }
    }

    public ValueTask RemoveSubscriptionAsync(string clientId, string name)
    {
        lock (_gate)
        {
            if (Find(clientId, name) is not { } store) return ValueTask.CompletedTask;
            Forget(clientId, name);
            return IsTransient ? ValueTask.CompletedTask : writer.WriteCatalogueAsync(Removed(store));
        }
    }

    public ValueTask AppendAsync(Message message, IReadOnlyList<IMessageStore> subscriptions)
    {
        if (subscriptions.Count == 0) throw new ArgumentException("At least one subscription is needed.", nameof(subscriptions));
        return writer.AppendAsync(message, destination, store: null, [.. subscriptions], IsTransient || !message.Persistent);
    }

    /// <returns>The number of a subscription's store; 0 when it is unknown.</returns>
    public int NumberOf(string clientId, string name)
    {
        lock (_gate)
        {
            return Find(clientId, name)?.Number ?? 0;
        }
    }

    /// <summary>Enters a subscription; one of the same name goes.</summary>
    public void Put(DurableSubscriptionInfo subscription, JournalMessageStore store)
    {
        lock (_gate)
        {
            Forget(subscription.ClientId, subscription.Name);
            _subscriptions[(subscription.ClientId, subscription.Name)] = new StoredSubscription(subscription, store);
        }
    }

    /// <summary>Drops a subscription and its backlog from memory.</summary>
    public void Forget(string clientId, string name)
    {
        lock (_gate)
        {
            if (!_subscriptions.Remove((clientId, name), out var known)) return;
            var store = (JournalMessageStore)known.Store;
            catalogue.Forget(store);
            store.Close();
        }
    }

    private static (IMessageStore Store, ValueTask Durable) Pair(JournalMessageStore store, ValueTask durable) => (store, durable);

    private JournalMessageStore? Find(string clientId, string name) =>
        _subscriptions.TryGetValue((clientId, name), out var known) ? (JournalMessageStore)known.Store : null;

    private static byte[] Removed(JournalMessageStore store) => CatalogueRecords.Remove(store.Number, JournalRecordType.SubscriptionRemove);
}

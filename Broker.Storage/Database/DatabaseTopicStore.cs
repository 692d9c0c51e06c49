using Broker.Core.Messages;
using Broker.Core.Storage;

namespace Broker.Storage.Database;

/// <summary>A topic's durable subscriptions in the database; its messages lie with the subscriptions' stores.</summary>
internal sealed class DatabaseTopicStore(int id, Destination destination, DatabaseCatalogue catalogue, DatabaseWriter writer) : ITopicMessageStore
{
    private readonly Lock _gate = new();
    private readonly Dictionary<(string ClientId, string Name), StoredSubscription> _subscriptions = [];
    private DatabaseMessageStore[] _stores = [];

    public int Id => id;

    public Destination Destination => destination;

    /// <summary>The stores of all subscriptions, as of now.</summary>
    public IReadOnlyList<DatabaseMessageStore> Stores => Volatile.Read(ref _stores);

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
            Forget(subscription.ClientId, subscription.Name);
            var store = catalogue.NewStore(destination, this);
            Put(subscription, store);
            var durable = destination.IsTemporary
                ? ValueTask.CompletedTask
                : writer.WriteCatalogueAsync(CatalogueStatements.Add(store.Id, id, subscription));
            return (store, durable);
        }
    }

    public ValueTask RemoveSubscriptionAsync(string clientId, string name)
    {
        lock (_gate)
        {
            return Forget(clientId, name) && !destination.IsTemporary ? writer.WriteCatalogueAsync() : ValueTask.CompletedTask;
        }
    }

    public ValueTask AppendAsync(Message message, IReadOnlyList<IMessageStore> subscriptions)
    {
        if (subscriptions.Count == 0) throw new ArgumentException("At least one subscription is needed.", nameof(subscriptions));
        return writer.AppendAsync(message, destination, subscriptions);
    }

    /// <summary>Enters a subscription.</summary>
    public void Put(DurableSubscriptionInfo subscription, DatabaseMessageStore store)
    {
        lock (_gate)
        {
            _subscriptions[(subscription.ClientId, subscription.Name)] = new StoredSubscription(subscription, store);
            Refresh();
        }
    }

    /// <summary>Forgets all subscriptions; their entries go with the topic's.</summary>
    public void Close()
    {
        foreach (var subscription in Subscriptions) Forget(subscription.Info.ClientId, subscription.Info.Name);
    }

    private bool Forget(string clientId, string name)
    {
        lock (_gate)
        {
            if (!_subscriptions.Remove((clientId, name), out var known)) return false;
            Refresh();
            var store = (DatabaseMessageStore)known.Store;
            if (!store.IsTemporary) writer.NoteChange(CatalogueStatements.RemoveSubscription(store.Id));
            catalogue.Drop(store);
            return true;
        }
    }

    private void Refresh() => Volatile.Write(ref _stores, [.. _subscriptions.Values.Select(one => (DatabaseMessageStore)one.Store)]);
}

using Broker.Core.Messages;
using Broker.Core.Storage;

namespace Broker.Core.Destinations;

/// <summary>One stored form of a topic's message, and the durable subscriptions that share it.</summary>
internal sealed class StoredCopy(ITopicMessageStore store, Message message)
{
    private readonly List<DurableSubscription> _subscriptions = [];
    private readonly List<IMessageStore> _stores = [];

    public ITopicMessageStore Store { get; } = store;

    public void Add(DurableSubscription subscription)
    {
        _subscriptions.Add(subscription);
        _stores.Add(subscription.Backlog.Store);
    }

    /// <summary>One more store of the topic's gets it, for which nobody waits.</summary>
    public void Add(IMessageStore store) => _stores.Add(store);

    public ValueTask AppendAsync()
    {
        Begin();
        return Store.AppendAsync(message, _stores);
    }

    public void AppendTo(IStoreTransaction transaction)
    {
        Begin();
        transaction.Append(Store, message, _stores);
    }

    /// <summary>It could not be stored.</summary>
    public void Abandon()
    {
        foreach (var subscription in _subscriptions) subscription.Backlog.AbandonAppend(message);
    }

    /// <summary>It is stored: the subscriptions may see it.</summary>
    public void Deliver()
    {
        foreach (var subscription in _subscriptions) subscription.Backlog.AddStored(message);
    }

    private void Begin()
    {
        foreach (var subscription in _subscriptions) subscription.Backlog.BeginAppend(message);
    }
}

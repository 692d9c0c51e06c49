using Broker.Core.Messages;
using Broker.Core.Storage;

namespace Broker.Storage.Memory;

/// <summary>A topic's durable subscriptions in memory.</summary>
internal sealed class MemoryTopicStore(MemoryPersistenceAdapter adapter) : ITopicMessageStore
{
    private readonly Dictionary<(string ClientId, string Name), StoredSubscription> _subscriptions = [];

    public IReadOnlyCollection<StoredSubscription> Subscriptions
    {
        get
        {
            lock (adapter.Gate)
            {
                return [.. _subscriptions.Values];
            }
        }
    }

    public (IMessageStore Store, ValueTask Durable) AddSubscription(DurableSubscriptionInfo subscription)
    {
        lock (adapter.Gate)
        {
            Forget(subscription.ClientId, subscription.Name);
            var store = new MemoryMessageStore(adapter);
            _subscriptions[(subscription.ClientId, subscription.Name)] = new StoredSubscription(subscription, store);
            return (store, ValueTask.CompletedTask);
        }
    }

    public ValueTask RemoveSubscriptionAsync(string clientId, string name)
    {
        lock (adapter.Gate)
        {
            Forget(clientId, name);
        }

        return ValueTask.CompletedTask;
    }

    public ValueTask AppendAsync(Message message, IReadOnlyList<IMessageStore> subscriptions)
    {
        if (subscriptions.Count == 0) throw new ArgumentException("At least one subscription is needed.", nameof(subscriptions));
        lock (adapter.Gate)
        {
            if (adapter.Refusal(message.SizeBytes) is { } refusal) return ValueTask.FromException(refusal);
            adapter.Append(message, [.. subscriptions.Cast<MemoryMessageStore>()]);
            return ValueTask.CompletedTask;
        }
    }

    /// <summary>Under the gate.</summary>
    internal void RemoveAll()
    {
        foreach (var (clientId, name) in _subscriptions.Keys.ToList())
        {
            Forget(clientId, name);
        }
    }

    private void Forget(string clientId, string name)
    {
        if (_subscriptions.Remove((clientId, name), out var known)) known.Store.RemoveAll();
    }
}

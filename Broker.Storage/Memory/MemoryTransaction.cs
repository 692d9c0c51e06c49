using Broker.Core.Messages;
using Broker.Core.Storage;

namespace Broker.Storage.Memory;

/// <summary>Operations done together under the adapter's gate.</summary>
internal sealed class MemoryTransaction(MemoryPersistenceAdapter adapter) : IStoreTransaction
{
    private readonly List<(Message Message, MemoryMessageStore[] Stores)> _appends = [];
    private readonly List<(IMessageStore Store, MessageKey Message)> _removals = [];
    private XaTransactionId? _ended;

    public void Append(IMessageStore store, Message message) => _appends.Add((message, [(MemoryMessageStore)store]));

    public void Append(ITopicMessageStore topic, Message message, IReadOnlyList<IMessageStore> subscriptions) =>
        _appends.Add((message, [.. subscriptions.Cast<MemoryMessageStore>()]));

    public void Remove(IMessageStore store, MessageKey message) => _removals.Add((store, message));

    public void EndPrepared(XaTransactionId branch) => _ended = branch;

    public ValueTask CommitAsync()
    {
        lock (adapter.Gate)
        {
            // What a prepared branch sends has its space already.
            var bytes = _appends.Sum(append => (long)append.Message.SizeBytes) - (_ended is null ? 0 : adapter.PreparedBytesOf(_ended));
            if (bytes > 0 && adapter.Refusal(bytes) is { } refusal) return ValueTask.FromException(refusal);
            foreach (var (message, stores) in _appends)
            {
                adapter.Append(message, stores);
            }

            foreach (var (store, message) in _removals)
            {
                store.Remove(message);
            }

            if (_ended is not null) adapter.EndPrepared(_ended);
        }

        return ValueTask.CompletedTask;
    }
}

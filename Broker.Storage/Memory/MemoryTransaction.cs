using Broker.Core.Messages;
using Broker.Core.Storage;

namespace Broker.Storage.Memory;

/// <summary>Operations done together under the adapter's gate.</summary>
internal sealed class MemoryTransaction(MemoryPersistenceAdapter adapter) : IStoreTransaction
{
    private readonly List<(Message Message, MemoryMessageStore[] Stores)> _appends = [];
    private readonly List<(IMessageStore Store, MessageKey Message)> _removals = [];
    private readonly List<(string Id, ScheduledJob? Job)> _jobs = [];
    private XaTransactionId? _ended;

    public void Append(IMessageStore store, Message message) => _appends.Add((message, [(MemoryMessageStore)store]));

    public void Append(ITopicMessageStore topic, Message message, IReadOnlyList<IMessageStore> subscriptions) =>
        _appends.Add((message, [.. subscriptions.Cast<MemoryMessageStore>()]));

    public void Remove(IMessageStore store, MessageKey message) => _removals.Add((store, message));

    public void PutJob(ScheduledJob job)
    {
        job.ThrowIfIdUnfit();
        _jobs.Add((job.Id, job));
    }

    public void RemoveJob(string id) => _jobs.Add((id, null));

    public void EndPrepared(XaTransactionId branch) => _ended = branch;

    public ValueTask CommitAsync()
    {
        lock (adapter.Gate)
        {
            var bytes = _appends.Sum(append => (long)append.Message.SizeBytes) + _jobs.Sum(change => change.Job?.Message.SizeBytes ?? 0L);
            if (bytes > 0 && adapter.Refusal(bytes) is { } refusal) return ValueTask.FromException(refusal);
            foreach (var (message, stores) in _appends)
            {
                adapter.Append(message, stores);
            }

            foreach (var (store, message) in _removals)
            {
                store.Remove(message);
            }

            foreach (var (id, job) in _jobs)
            {
                if (job is null)
                {
                    adapter.JobStore.Remove(id);
                    continue;
                }

                adapter.JobStore.Put(job);
                if (job.Message.Persistent) adapter.NoteProducer(job.Message.Id);
            }

            if (_ended is not null) adapter.EndPrepared(_ended);
        }

        return ValueTask.CompletedTask;
    }
}

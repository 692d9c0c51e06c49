using System.Runtime.InteropServices;
using Broker.Core.Messages;
using Broker.Core.Storage;
using Broker.Storage.Commits;

namespace Broker.Storage.Database;

/// <summary>Gathers a transaction's operations; they enter one group together.</summary>
internal sealed class DatabaseTransaction(DatabaseWriter writer, PreparedBranches branches) : IStoreTransaction
{
    private readonly List<Item> _items = [];
    private readonly List<Removal> _removals = [];
    private readonly List<(string Id, ScheduledJob? Job)> _jobs = [];
    private BranchChange? _ended;

    public void Append(IMessageStore store, Message message) =>
        _items.Add(new Item(message, ((DatabaseMessageStore)store).Destination, [store]));

    public void Append(ITopicMessageStore topic, Message message, IReadOnlyList<IMessageStore> subscriptions) =>
        _items.Add(new Item(message, ((DatabaseTopicStore)topic).Destination, [.. subscriptions]));

    public void Remove(IMessageStore store, MessageKey message)
    {
        var target = (DatabaseMessageStore)store;
        var lane = target.LaneOf(message.Priority, target.IsTransient(message.Persistent));
        _removals.Add(new Removal(lane, message.Sequence, message.SizeBytes, message.Expires));
    }

    public void PutJob(ScheduledJob job)
    {
        job.ThrowIfIdUnfit();
        _jobs.Add((job.Id, job));
    }

    public void RemoveJob(string id) => _jobs.Add((id, null));

    public void EndPrepared(XaTransactionId branch) => _ended = new BranchChange(branches, branch, Kept: null);

    public ValueTask CommitAsync()
    {
        if (_items.Count + _removals.Count + _jobs.Count == 0 && _ended is null) return ValueTask.CompletedTask;
        return writer.CommitAsync(
            [.. _items.Select(item => EncodedMessage.Of(item.Message, item.Home, item.Stores))],
            _removals,
            [.. _jobs.Select(change => change.Job is { } job ? EncodedJob.Put(job) : EncodedJob.Remove(change.Id))],
            _ended);
    }

    [StructLayout(LayoutKind.Auto)]
    private readonly record struct Item(Message Message, Destination Home, IReadOnlyList<IMessageStore> Stores);
}

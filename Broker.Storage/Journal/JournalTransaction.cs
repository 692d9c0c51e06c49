using System.Runtime.InteropServices;
using Broker.Core.Messages;
using Broker.Core.Storage;
using Broker.Storage.Commits;
using Broker.Storage.Encodings;

namespace Broker.Storage.Journal;

/// <summary>Gathers a transaction's operations and writes them as one Batch record: its header, then complete records.</summary>
internal sealed class JournalTransaction(JournalWriter writer, JournalJobStore jobs, PreparedBranches branches) : IStoreTransaction
{
    private readonly List<Item> _items = [];
    private readonly List<(JournalMessageStore Store, long Sequence)> _removals = [];
    private readonly List<(byte[] Id, ScheduledJob? Job)> _jobs = [];
    private XaTransactionId? _ended;

    /// <summary>It brings something new, for which there must be room.</summary>
    public bool Appends => _items.Count > 0 || _jobs.Exists(static change => change.Job is not null);

    public void Append(IMessageStore store, Message message)
    {
        var target = (JournalMessageStore)store;
        _items.Add(new Item(message, target.Destination, target, null, target.IsTransient || !message.Persistent));
    }

    public void Append(ITopicMessageStore topic, Message message, IReadOnlyList<IMessageStore> subscriptions)
    {
        var target = (JournalTopicStore)topic;
        _items.Add(new Item(message, target.Destination, null, [.. subscriptions], target.IsTransient || !message.Persistent));
    }

    public void Remove(IMessageStore store, MessageKey message) => _removals.Add(((JournalMessageStore)store, message.Sequence));

    public void PutJob(ScheduledJob job)
    {
        job.ThrowIfIdUnfit();
        _jobs.Add((JobId.ToBytes(job.Id), job));
    }

    public void RemoveJob(string id) => _jobs.Add((JobId.ToBytes(id), null));

    public void EndPrepared(XaTransactionId branch) => _ended = branch;

    public ValueTask CommitAsync() =>
        _items.Count + _removals.Count + _jobs.Count == 0 && _ended is null ? ValueTask.CompletedTask : writer.CommitAsync(this);

    public long MaxBytes() =>
        JournalRecord.HeaderBytes
        + _items.Sum(item => MessageWriter.MaxBytes(item.Message, item.Stores?.Count ?? 1))
        + RemovalRecords.MaxBytesFor(_removals.Count)
        + _jobs.Sum(change => JobRecord.MaxBytes(change.Id.Length, change.Job))
        + (_ended is null ? 0 : BranchRecords.MaxEndBytes(_ended));

    /// <summary>Writes the record and tells the operation what it means. Under the writer's lock.</summary>
    /// <returns>True when something in it must survive the process.</returns>
    public bool Encode(JournalBatch batch, JournalOperation operation, Func<long> nextSequence)
    {
        var target = batch.Reserve((int)MaxBytes()).Span;
        var length = JournalRecord.HeaderBytes;
        var durable = false;
        foreach (var item in _items)
        {
            item.Message.Sequence = nextSequence();
            var flags = (byte)(JournalRecord.Nested | MessageWriter.FlagsOf(item.Message, item.Store, item.Stores, item.Transient));
            var written = MessageWriter.Write(target[length..], item.Message, item.Home, item.Store, item.Stores, flags, inlineBody: true);
            operation.Messages.Add(PendingMessage.Of(item.Message, item.Store, item.Stores, flags, length, written));
            length += written;
            durable |= !item.Transient;
        }

        List<Removal> removals = [.. _removals.Where(removal => !removal.Store.IsTransient).Select(removal => new Removal(removal.Store.Number, removal.Sequence))];
        length += RemovalRecords.WriteAll(target[length..], removals);
        operation.Removals.AddRange(_removals);
        foreach (var (id, job) in _jobs)
        {
            var version = nextSequence();
            var written = JobRecord.WriteNested(target[length..], id, job, version);
            operation.Jobs.Add(job is null ? PendingJob.Remove(jobs, id, version, length, written) : PendingJob.Put(jobs, job, id, version, length, written));
            length += written;
        }

        if (_ended is not null)
        {
            length += BranchRecords.WriteEnd(target[length..], _ended);
            operation.Branch = new BranchChange(branches, _ended, Kept: null);
        }

        JournalRecord.WriteHeader(target, length, JournalRecordType.Batch, flags: 0);
        batch.Add(length, tail: null, operation);
        return durable || removals.Count + _jobs.Count > 0 || _ended is not null;
    }

    [StructLayout(LayoutKind.Auto)]
    private readonly record struct Item(Message Message, Destination Home, JournalMessageStore? Store, IReadOnlyList<IMessageStore>? Stores, bool Transient);
}

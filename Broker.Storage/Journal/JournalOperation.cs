using System.Collections.Concurrent;
using System.Runtime.InteropServices;
using System.Threading.Tasks.Sources;
using Broker.Core.Messages;
using Broker.Storage.Commits;

namespace Broker.Storage.Journal;

/// <summary>Something a caller waits for: its record, what becomes true when that is written, and the task. Used again and again.</summary>
internal sealed class JournalOperation(ConcurrentQueue<JournalOperation> pool) : IValueTaskSource
{
    private const int MostPooled = 8192;
    private const int MostKeptEntries = 64;

    private OrderedCompletion _core;

    public List<PendingMessage> Messages { get; } = new(1);

    /// <summary>What a transaction removes: store and sequence.</summary>
    public List<(JournalMessageStore Store, long Sequence)> Removals { get; } = [];

    public List<PendingJob> Jobs { get; } = [];

    /// <summary>It brings something new, for which there must be room; what only removes may use the last of it.</summary>
    public bool Appends => Messages.Count > 0 || Branch is { Kept: not null } || Jobs.Exists(static job => job.Type is not JournalRecordType.JobRemove);

    /// <summary>A branch that is prepared, or has ended; null for none.</summary>
    public BranchChange? Branch { get; set; }

    /// <summary>What a branch that is prepared sends: its producers' marks rise.</summary>
    public IReadOnlyList<MessageId> Sent { get; set; } = [];

    /// <summary>The messages are in the index already and only change their place.</summary>
    public bool IsMove { get; set; }

    /// <summary>Where the record was written.</summary>
    public JournalLocation Location { get; set; }

    public ValueTask Task => new(this, _core.Version);

    /// <summary>Whoever awaits it continues elsewhere, because what follows takes long.</summary>
    public bool ContinuesElsewhere
    {
        set => _core.ContinuesElsewhere = value;
    }

    public void Apply(ProducerTable producers)
    {
        foreach (ref var message in CollectionsMarshal.AsSpan(Messages))
        {
            var location = Location.Plus(message.RecordOffset);
            if (message.Store is { } store) Apply(store, message, location);
            else ApplyToAll(message, location);
            if (message.Producer is { } producer) producers.Note(producer, message.ProducerSequence);
        }

        foreach (var (store, sequence) in Removals)
        {
            store.RemoveCommitted(sequence);
        }

        foreach (ref readonly var job in CollectionsMarshal.AsSpan(Jobs))
        {
            job.Apply(Location, producers);
        }

        Branch?.Apply();
        foreach (var id in Sent)
        {
            if (id.Producer is { } producer) producers.Note(producer, id.ProducerSequence);
        }
    }

    public void Complete(Exception? error) => _core.Complete(error);

    public ValueTaskSourceStatus GetStatus(short token) => _core.GetStatus(token);

    public void OnCompleted(Action<object?> continuation, object? state, short token, ValueTaskSourceOnCompletedFlags flags) =>
        _core.OnCompleted(continuation, state, token, flags);

    public void GetResult(short token)
    {
        try
        {
            _core.GetResult(token);
        }
        finally
        {
            Recycle();
        }
    }

    private void ApplyToAll(in PendingMessage message, JournalLocation location)
    {
        var stores = message.Stores!;
        for (var i = 0; i < stores.Count; i++)
        {
            Apply((JournalMessageStore)stores[i], message, location);
        }
    }

    private void Apply(JournalMessageStore store, in PendingMessage message, JournalLocation location)
    {
        if (IsMove) store.Relocate(message.Facts.Sequence, location, message.RecordLength);
        else store.Add(new IndexEntry(message.Facts, location, message.RecordLength, message.Transient), message.Deliverable);
    }

    private void Recycle()
    {
        if (Messages.Capacity > MostKeptEntries || Removals.Capacity > MostKeptEntries || Jobs.Capacity > MostKeptEntries || pool.Count >= MostPooled) return;
        Messages.Clear();
        Removals.Clear();
        Jobs.Clear();
        Branch = null;
        Sent = [];
        IsMove = false;
        _core.Reset();
        pool.Enqueue(this);
    }
}

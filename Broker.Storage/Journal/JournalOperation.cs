using System.Collections.Concurrent;
using System.Runtime.InteropServices;
using Broker.Core.Messages;
using Broker.Storage.Commits;

namespace Broker.Storage.Journal;

/// <summary>What becomes true when the record of something that a caller waits for is written.</summary>
internal sealed class JournalOperation(ConcurrentQueue<JournalOperation> pool) : PooledOperation<JournalOperation>(pool)
{
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

    protected override bool TryClear()
    {
        if (Messages.Capacity > MostKeptEntries || Removals.Capacity > MostKeptEntries || Jobs.Capacity > MostKeptEntries) return false;
        Messages.Clear();
        Removals.Clear();
        Jobs.Clear();
        Branch = null;
        Sent = [];
        IsMove = false;
        return true;
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
}

using System.Collections.Concurrent;
using Broker.Core.Messages;
using Broker.Core.Storage;
using Broker.Storage.Commits;

namespace Broker.Storage.Database;

/// <summary>Group commit, the callers' side: whatever changes the tables joins the group that gathers, or is refused.</summary>
/// <remarks>Under the gate of <see cref="GroupQueue"/> a caller gets its sequence and its place in the order; <see cref="CommitThread"/> does the rest.</remarks>
internal sealed class DatabaseWriter(GroupQueue groups, DatabaseCommitter committer, DatabaseSpace space)
{
    private readonly ConcurrentQueue<DatabaseOperation> _operations = new();

    /// <summary>The last sequence of earlier tenures; what need not survive and is not beyond is dead.</summary>
    public long OpenedAt { get; private set; }

    public DatabaseSpace Space => space;

    /// <param name="sequence">Larger than all that earlier tenures gave out.</param>
    public void Prepare(long sequence)
    {
        OpenedAt = sequence;
        groups.Prepare(sequence);
    }

    public long NextSequence() => groups.NextSequence();

    public ValueTask AppendAsync(Message message, Destination home, DatabaseMessageStore store) =>
        AppendAsync(EncodedMessage.Of(message, home, store));

    public ValueTask AppendAsync(Message message, Destination home, IReadOnlyList<IMessageStore> stores) =>
        AppendAsync(EncodedMessage.Of(message, home, stores));

    /// <param name="messages">What is appended.</param>
    /// <param name="removals">What is removed.</param>
    /// <param name="jobs">What is put or taken out.</param>
    /// <param name="ended">The prepared branch that ends with it; null for none.</param>
    public ValueTask CommitAsync(
        IReadOnlyList<EncodedMessage> messages, IReadOnlyList<Removal> removals, IReadOnlyList<EncodedJob> jobs, BranchChange? ended)
    {
        long bytes = 0;
        foreach (var message in messages)
        {
            if (committer.Refusal(message.PayloadBytes) is { } tooLarge) return ValueTask.FromException(tooLarge);
            bytes += message.SizeBytes;
        }

        foreach (var job in jobs)
        {
            if (committer.Refusal(job.PayloadBytes) is { } tooLarge) return ValueTask.FromException(tooLarge);
            bytes += job.SizeBytes;
        }

        lock (groups.Gate)
        {
            if ((bytes > 0 ? Refusal(bytes) : groups.Ended()) is { } refusal) return ValueTask.FromException(refusal);
            var operation = Rent();
            foreach (var message in messages) Join(operation, message);
            foreach (var job in jobs) Join(operation, job);
            groups.Current.Join(operation, removals);
            if (ended is not null) groups.Current.Join(operation, ended);
            return groups.Enqueue(operation);
        }
    }

    /// <summary>Keeps a branch.</summary>
    /// <param name="branch">What is true of it when it is durable.</param>
    /// <param name="sent">The messages it sends.</param>
    public ValueTask PrepareAsync(BranchChange branch, IReadOnlyList<MessageId> sent)
    {
        if (committer.Refusal(branch.Kept!) is { } tooLarge) return ValueTask.FromException(tooLarge);
        lock (groups.Gate)
        {
            if (Refusal(branch.Kept!.Operations.Length) is { } refusal) return ValueTask.FromException(refusal);
            var operation = Rent();
            groups.Current.Join(operation, branch);
            foreach (var id in sent)
            {
                if (id.Producer is { } producer) groups.Current.Producers.Add((producer, id.ProducerSequence));
            }

            return groups.Enqueue(operation);
        }
    }

    /// <summary>Notes a removal; it goes out within a few milliseconds, or before anything that is flushed.</summary>
    public void Remove(in Removal removal)
    {
        lock (groups.Gate)
        {
            if (!groups.IsClosed) groups.Remove(removal);
        }
    }

    /// <summary>Empties lanes: their figures with the next group, their rows in the background.</summary>
    public void Purge(List<LaneChange> purges)
    {
        lock (groups.Gate)
        {
            if (groups.IsClosed) return;
            groups.BeginLazy();
            groups.Current.Purges.AddRange(purges);
        }
    }

    /// <summary>A store is forgotten.</summary>
    public void Drop(DatabaseMessageStore store)
    {
        lock (groups.Gate)
        {
            if (groups.IsClosed) return;
            groups.BeginLazy();
            foreach (var lane in store.Lanes)
            {
                groups.Current.Purges.Add(new LaneChange(lane, new LaneFigures(0, 0, groups.LastSequence, 0)));
            }
        }
    }

    /// <summary>Notes that a store's messages may be delivered through a sequence; completes when durable.</summary>
    public ValueTask MarkAsync(DatabaseMessageStore store, long through)
    {
        lock (groups.Gate)
        {
            if (groups.Ended() is { } ended) return ValueTask.FromException(ended);
            var operation = Rent();
            groups.Current.Join(operation, store, through);
            return groups.Enqueue(operation);
        }
    }

    /// <summary>Notes a change of destinations or subscriptions; it goes out with the next group.</summary>
    public void NoteChange(CatalogueChange change)
    {
        lock (groups.Gate)
        {
            if (groups.Ended() is { } ended) throw ended;
            groups.BeginLazy();
            groups.Current.Catalogue.Add(change);
        }
    }

    /// <summary>Completes when this change, or all noted so far, is durable.</summary>
    public ValueTask WriteCatalogueAsync(CatalogueChange? change = null)
    {
        lock (groups.Gate)
        {
            if (groups.Ended() is { } ended) return ValueTask.FromException(ended);
            if (change is not null) groups.Current.Catalogue.Add(change);
            return groups.Enqueue(Rent());
        }
    }

    /// <returns>A task that continues on the thread pool.</returns>
    public ValueTask FlushAsync()
    {
        lock (groups.Gate)
        {
            if (groups.Ended() is { } ended) return ValueTask.FromException(ended);
            var operation = Rent();
            operation.ContinuesElsewhere = true;
            groups.TakeLazy();
            return groups.Enqueue(operation);
        }
    }

    private ValueTask AppendAsync(in EncodedMessage message)
    {
        if (committer.Refusal(message.PayloadBytes) is { } tooLarge) return ValueTask.FromException(tooLarge);
        lock (groups.Gate)
        {
            if (Refusal(message.SizeBytes) is { } refusal) return ValueTask.FromException(refusal);
            var operation = Rent();
            Join(operation, message);
            return groups.Enqueue(operation);
        }
    }

    private StoreException? Refusal(long bytes) => groups.Ended() ?? space.Refusal(bytes);

    private DatabaseOperation Rent() => _operations.TryDequeue(out var operation) ? operation : new DatabaseOperation(_operations);

    private void Join(DatabaseOperation operation, in EncodedMessage message)
    {
        message.Message.Sequence = groups.NextSequence();
        space.Add(message.SizeBytes);
        groups.Current.Join(operation, message);
    }

    private void Join(DatabaseOperation operation, in EncodedJob job)
    {
        space.Add(job.SizeBytes);
        groups.Current.Join(operation, job with { Sequence = NextSequence() });
    }
}

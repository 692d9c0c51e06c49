using Broker.Core.Destinations;
using Broker.Core.Messages;
using Broker.Core.Storage;

namespace Broker.Core.Transactions;

/// <summary>Sends and acknowledgements that take effect together, or not at all. Used by one connection at a time.</summary>
/// <remarks>Everything waits in memory until the commit makes it one operation of the store.</remarks>
/// <param name="id">As its client numbers it.</param>
/// <param name="persistence">Where it goes.</param>
/// <param name="mayHaveLostItsContent">
/// Its client came here from another connection. ActiveMQ's Java client begins its open transaction anew then, and throws away
/// acknowledgements that it gave while there was no connection; to commit what is left, which is nothing, would be to tell the client
/// that they count. A client that has done nothing in a transaction does not begin one.
/// </param>
public sealed partial class LocalTransaction(TransactionId id, IPersistenceAdapter persistence, bool mayHaveLostItsContent = false) : ITransaction
{
    private readonly List<(Queue Queue, Message Message)> _toQueues = [];
    private readonly List<(Topic Topic, Message Message, string? ClientId)> _toTopics = [];
    private readonly List<(PrefetchSubscription Subscription, List<QueueEntry> Entries)> _acknowledged = [];
    private readonly List<TopicDelivery> _consumedOfTopics = [];
    private readonly List<(MixedSubscription Subscription, MixedRun Run)> _ofMixed = [];
    private bool _doomed;
    private bool _isEmpty = true;

    /// <summary>Why a doomed one rolls back.</summary>
    internal const string DoomedReason = "it acknowledges messages that are to be delivered again after a reconnect";

    public TransactionId Id { get; } = id;

    public void Send(Queue queue, Message message)
    {
        _isEmpty = false;
        _toQueues.Add((queue, message));
    }

    /// <inheritdoc/>
    public void Send(Topic topic, Message message, string? senderClientId)
    {
        _isEmpty = false;
        _toTopics.Add((topic, message, senderClientId));
    }

    /// <inheritdoc/>
    /// <remarks>
    /// One that names messages its consumer does not hold dooms the transaction. A client that reconnected in the midst of
    /// it repeats acknowledgements of messages that are delivered anew; to commit without them would be to tell the client
    /// that they are consumed, and then to deliver them again.
    /// </remarks>
    public ValueTask AcknowledgeAsync(Subscription? subscription, Acknowledgement acknowledgement)
    {
        _isEmpty = false;
        var holds = acknowledgement.Kind is AcknowledgeKind.Standard or AcknowledgeKind.Individual or AcknowledgeKind.Unmatched;
        if (subscription is null)
        {
            _doomed |= holds;
            return ValueTask.CompletedTask;
        }

        if (holds && subscription is MixedSubscription mixed) return AcknowledgeMixed(mixed, acknowledgement);
        if (holds && subscription is TopicSubscription plain)
        {
            CountAcknowledged(plain, acknowledgement);
            return ValueTask.CompletedTask;
        }

        if (!holds || subscription is not PrefetchSubscription prefetch) return subscription.AcknowledgeAsync(acknowledgement);
        var entries = prefetch.AcknowledgeInTransaction(acknowledgement);
        if (entries.Count > 0) _acknowledged.Add((prefetch, entries));
        // Delivered anew, in another order, a run can also begin and end right and lack what should be between.
        _doomed |= entries.Count == 0 || (prefetch.IsReconnected && entries.Count < acknowledgement.Count);
        return ValueTask.CompletedTask;
    }

    // A topic's copies are given up at once; who listens is told with the commit.
    private void CountAcknowledged(TopicSubscription plain, Acknowledgement acknowledgement)
    {
        if (plain.CountAcknowledged(acknowledgement) is { } consumed) _consumedOfTopics.AddRange(consumed);
    }

    private ValueTask AcknowledgeMixed(MixedSubscription mixed, Acknowledgement acknowledgement)
    {
        // Its queues know what to say of a message that it was not sent.
        if (mixed.AcknowledgeInTransaction(acknowledgement) is not { } run) return AcknowledgeAsync(mixed.Queues, acknowledgement);
        _ofMixed.Add((mixed, run));
        if (run.PartOf(acknowledgement, ofTopics: true) is { } ofTopics) CountAcknowledged(mixed.Topics, ofTopics);
        return run.PartOf(acknowledgement, ofTopics: false) is { } ofQueues ? AcknowledgeAsync(mixed.Queues, ofQueues) : ValueTask.CompletedTask;
    }

    /// <summary>Completes when all of it is durable and visible.</summary>
    /// <exception cref="TransactionRolledBackException">An acknowledgement in it could not be honoured; nothing of it happened.</exception>
    /// <exception cref="StoreException">Nothing of it happened; the acknowledged messages are unacknowledged again.</exception>
    public ValueTask CommitAsync() => CommitAsync(prepared: null);

    /// <param name="prepared">The branch that is prepared with this work, and ends with its commit; the work stays whole when that fails.</param>
    internal async ValueTask CommitAsync(XaTransactionId? prepared)
    {
        if (_doomed) throw RolledBack(DoomedReason);
        if (_isEmpty && mayHaveLostItsContent) throw RolledBack("its acknowledgements were lost when the connection broke, and their messages are to be delivered again");

        var transaction = persistence.Transactions.Begin();
        var stored = new bool[_toQueues.Count];
        var staged = Stage(transaction, stored, out var copies) | prepared is not null;
        if (prepared is not null) transaction.EndPrepared(prepared);
        try
        {
            if (staged) await transaction.CommitAsync().ConfigureAwait(false);
        }
        catch (StoreException)
        {
            Abandon(stored, copies);
            if (prepared is null) Rollback();
            throw;
        }

        TellOfJobs();
        foreach (var (subscription, entries) in _acknowledged) subscription.Commit(entries);
        foreach (var entry in _held) entry.Backlog.Remove([entry], consumed: true, leftStore: true);
        TopicDelivery.AnnounceConsumed(_consumedOfTopics);
        foreach (var (subscription, run) in _ofMixed) subscription.Commit(run);
        for (var at = 0; at < _toTopics.Count; at++) _toTopics[at].Topic.Committed(_toTopics[at].Message, copies[at]);
        for (var at = 0; at < stored.Length; at++)
        {
            if (stored[at]) _toQueues[at].Queue.Backlog.AddStored(_toQueues[at].Message);
        }

        // Last, since these alone may still fail: when their room in memory is gone by now, and the store is full.
        for (var at = 0; at < stored.Length; at++)
        {
            if (!stored[at]) await _toQueues[at].Queue.SendAsync(_toQueues[at].Message).ConfigureAwait(false);
        }
    }

    private TransactionRolledBackException RolledBack(string reason)
    {
        Rollback();
        return new($"Transaction {Id} is rolled back: {reason}.");
    }

    /// <summary>Drops the sends; what was acknowledged is unacknowledged again.</summary>
    public void Rollback()
    {
        foreach (var (subscription, entries) in _acknowledged) subscription.Rollback(entries);
        foreach (var (subscription, run) in _ofMixed) subscription.Rollback(run);
        foreach (var entry in _held) entry.Backlog.Return([entry]);
        _acknowledged.Clear();
        _consumedOfTopics.Clear();
        _ofMixed.Clear();
        _held.Clear();
        _toQueues.Clear();
        _toTopics.Clear();
        _jobs.Clear();
    }

    private void Abandon(bool[] stored, List<List<StoredCopy>> copies)
    {
        for (var at = 0; at < stored.Length; at++)
        {
            if (stored[at]) _toQueues[at].Queue.Backlog.AbandonAppend(_toQueues[at].Message);
        }

        foreach (var copy in copies.SelectMany(static forDurables => forDurables)) copy.Abandon();
    }

    // False: it holds nothing that the store has to know.
    private bool Stage(IStoreTransaction transaction, bool[] stored, out List<List<StoredCopy>> copies)
    {
        var any = StageJobs(transaction);
        for (var at = 0; at < stored.Length; at++)
        {
            var (queue, message) = _toQueues[at];
            // Once a branch is committed nothing of it may fail, so what could stay in memory goes the same way.
            if (!StoresAll && Id is LocalTransactionId && !queue.Backlog.Keeps(message) && queue.Backlog.HasMemoryFor(message)) continue;
            // A temporary queue that is gone takes the message with it.
            if (queue.BeginAppend(message) is not { } current) continue;
            stored[at] = true;
            _toQueues[at] = (queue = current, message);
            transaction.Append(queue.Backlog.Store, message);
            any = true;
        }

        copies = new(_toTopics.Count);
        for (var at = 0; at < _toTopics.Count; at++)
        {
            var (held, message, clientId) = _toTopics[at];
            var topic = held.Current;
            _toTopics[at] = (topic, message, clientId);
            var forDurables = topic.Stage(message, clientId, transaction);
            any |= forDurables.Count > 0;
            copies.Add(forDurables);
        }

        foreach (var (_, entries) in _acknowledged)
        {
            foreach (var entry in entries)
            {
                if (!entry.Stored) continue;
                transaction.Remove(entry.Backlog.Store, MessageKey.Of(entry.Message));
                any = true;
            }
        }

        foreach (var entry in _held)
        {
            transaction.Remove(entry.Backlog.Store, MessageKey.Of(entry.Message));
            any = true;
        }

        return any;
    }
}

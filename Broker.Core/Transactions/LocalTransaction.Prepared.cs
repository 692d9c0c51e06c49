using System.Runtime.InteropServices;
using Broker.Core.Destinations;
using Broker.Core.Messages;
using Broker.Core.Storage;

namespace Broker.Core.Transactions;

/// <content>The work of a branch that is prepared: as a store keeps it, and taken up again by the tenure that follows.</content>
public sealed partial class LocalTransaction
{
    // Acknowledged in an earlier tenure; no consumer here ever had them.
    private readonly List<QueueEntry> _held = [];

    internal bool IsEmpty => _isEmpty;

    /// <summary>It can only roll back.</summary>
    internal bool IsDoomed => _doomed;

    /// <summary>What has to survive of it: nothing that would not, had it been sent or acknowledged without a transaction.</summary>
    internal PreparedBranch Describe(XaTransactionId branch, DateTimeOffset preparedAt)
    {
        var sends = new List<PreparedSend>();
        foreach (var (queue, message) in _toQueues)
        {
            if (queue.Backlog.Keeps(message)) sends.Add(new(queue.Destination, message));
        }

        foreach (var (topic, message, clientId) in _toTopics)
        {
            if (message.Persistent && !topic.Destination.IsTemporary) sends.Add(new(topic.Destination, message, clientId));
        }

        var removals = new List<PreparedRemoval>();
        foreach (var (_, entries) in _acknowledged)
        {
            foreach (var entry in entries)
            {
                if (entry.Stored && entry.Backlog.Keeps(entry.Message)) removals.Add(new(entry.Backlog.Store, MessageKey.Of(entry.Message)));
            }
        }

        return new(branch, preparedAt, sends, removals) { Jobs = CreateJobs() };
    }

    /// <summary>Holds messages back that this work removes. Before there are consumers.</summary>
    /// <exception cref="StoreException">They cannot be read.</exception>
    internal async ValueTask HoldAsync(IReadOnlyList<PreparedRemoval> removals, DestinationDirectory directory, CancellationToken cancellationToken)
    {
        foreach (var ofStore in removals.GroupBy(removal => removal.Store))
        {
            if (directory.FindBacklog(ofStore.Key) is not { } backlog) continue;
            _held.AddRange(await backlog.HoldAsync([.. ofStore.Select(removal => removal.Message.Sequence)], cancellationToken).ConfigureAwait(false));
        }
    }

    internal (Dictionary<Destination, int> Sent, Dictionary<Destination, int> Acknowledged) Count()
    {
        var (sent, acknowledged) = (new Dictionary<Destination, int>(), new Dictionary<Destination, int>());
        foreach (var (queue, _) in _toQueues) Add(sent, queue.Destination);
        foreach (var (topic, _, _) in _toTopics) Add(sent, topic.Destination);
        foreach (var change in _jobs)
        {
            if (change.Job is not null) Add(sent, change.Job.Message.Destination);
        }

        foreach (var entry in _held) Add(acknowledged, entry.Message.Destination);
        foreach (var (_, entries) in _acknowledged)
        {
            foreach (var entry in entries) Add(acknowledged, entry.Message.Destination);
        }

        return (sent, acknowledged);
    }

    private static void Add(Dictionary<Destination, int> counts, Destination destination) =>
        CollectionsMarshal.GetValueRefOrAddDefault(counts, destination, out _)++;
}

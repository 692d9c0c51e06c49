using Broker.Core.Messages;
using Broker.Core.Storage;

namespace Broker.Core.Destinations;

/// <content>Lets go of what nobody has used for long. Called by one thread at a time.</content>
public sealed partial class DestinationDirectory
{
    /// <summary>Advisory topics come and go with what they tell of; no policy is needed to collect them.</summary>
    private static readonly TimeSpan _advisoryTimeout = TimeSpan.FromSeconds(60);

    /// <summary>
    /// Removes queues and topics whose policy lets them go and that have long had no messages, consumers, producers and durable subscriptions;
    /// and advisory topics that only consumers of patterns listen to.
    /// </summary>
    /// <param name="limit">At most so many; 0 for all.</param>
    /// <param name="cancellationToken">Stops between two.</param>
    /// <returns>Those that went, without advisory topics; durable when it completes.</returns>
    /// <exception cref="StoreException">The store does not take the removal; what went is gone from memory alone.</exception>
    public async ValueTask<IReadOnlyList<Destination>> CollectUnusedAsync(int limit, CancellationToken cancellationToken)
    {
        var collected = new List<Destination>();
        foreach (var topic in _topics.Values)
        {
            if (IsAdvisory(topic.Destination) && topic.IsUnused(_advisoryTimeout)) Collect(topic);
        }

        foreach (var destination in FindUnused())
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (limit > 0 && collected.Count >= limit) break;
            if (!TryCollect(destination, out var removed)) continue;
            collected.Add(destination);
            await removed.ConfigureAwait(false);
        }

        return collected;
    }

    /// <summary>Removes durable subscriptions that have had no consumer for so long, with their messages; completes when that is durable.</summary>
    /// <returns>How many went.</returns>
    /// <exception cref="StoreException">The store does not take a removal.</exception>
    public async ValueTask<int> CollectOfflineSubscriptionsAsync(TimeSpan timeout, CancellationToken cancellationToken)
    {
        var removed = 0;
        foreach (var durable in _durables.Values)
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (durable.OfflineSince is not { } since || _context.Time.GetUtcNow() - since < timeout) continue;
            var waiting = durable.Count;
            try
            {
                if (!await UnsubscribeAsync(durable.Info.ClientId, durable.Info.Name).ConfigureAwait(false)) continue;
            }
            catch (SubscriptionInUseException)
            {
                // Its consumer has just come.
                continue;
            }

            removed++;
            DestinationsLog.OfflineSubscriptionRemoved(_context.Logger, durable.Info.ClientId, durable.Info.Name, timeout, waiting);
        }

        return removed;
    }

    // All of them are looked at each time, also beyond the limit: so each one's time runs.
    private List<Destination> FindUnused()
    {
        var unused = new List<Destination>();
        foreach (var queue in _queues.Values)
        {
            if (queue.Policy.GcInactiveDestinations && !queue.Destination.IsTemporary && queue.IsUnused(queue.Policy.InactiveTimeoutBeforeGC))
            {
                unused.Add(queue.Destination);
            }
        }

        foreach (var topic in _topics.Values)
        {
            if (topic.Policy.GcInactiveDestinations
                && !topic.Destination.IsTemporary
                && !IsAdvisory(topic.Destination)
                && topic.IsUnused(topic.Policy.InactiveTimeoutBeforeGC))
            {
                unused.Add(topic.Destination);
            }
        }

        return unused;
    }

    // False: it has come into use meanwhile.
    private bool TryCollect(Destination destination, out ValueTask removed)
    {
        removed = ValueTask.CompletedTask;
        lock (_lock)
        {
            if (_queues.TryGetValue(destination, out var queue))
            {
                if (!queue.TryClose()) return false;
                _queues.TryRemove(destination, out _);
                NoteQueuesChanged();
            }
            else
            {
                if (!_topics.TryGetValue(destination, out var topic) || !topic.TryClose()) return false;
                _topics.TryRemove(destination, out _);
            }

            // Before anybody can open the same name again: what is sent to the new one must not go with the old.
            removed = _persistence.RemoveDestinationAsync(destination);
            return true;
        }
    }

    private void Collect(Topic advisories)
    {
        lock (_lock)
        {
            if (advisories.TryClose()) _topics.TryRemove(advisories.Destination, out _);
        }
    }
}

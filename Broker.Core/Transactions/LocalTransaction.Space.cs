using Broker.Core.Destinations;

namespace Broker.Core.Transactions;

/// <content>Whether there is room for what it sends.</content>
public sealed partial class LocalTransaction
{
    /// <summary>The first queue it sends to that is full; null when it may commit.</summary>
    /// <remarks>
    /// Its own messages are not in a queue before it commits, so however many there are, they do not keep it waiting. A queue that it also takes
    /// messages from it does not wait for: perhaps nobody else does, and then there would never be room.
    /// </remarks>
    public FullQueue? FindFull()
    {
        Queue? seen = null;
        foreach (var (queue, message) in _toQueues)
        {
            if (queue == seen) continue;
            seen = queue;
            if (queue.IsFull && !TakesFrom(queue)) return new(queue, message.Producer ?? message.Id.Producer);
        }

        return null;
    }

    private bool TakesFrom(Queue queue)
    {
        foreach (var (_, entries) in _acknowledged)
        {
            foreach (var entry in entries)
            {
                if (entry.Backlog == queue.Backlog) return true;
            }
        }

        return false;
    }
}

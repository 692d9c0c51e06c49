using Broker.Core.Storage;

namespace Broker.Core.Destinations;

/// <content>From a store back to what is kept in it.</content>
public sealed partial class DestinationDirectory
{
    /// <summary>The backlog whose messages lie in this store; null when there is none.</summary>
    internal Backlog? FindBacklog(IMessageStore store)
    {
        foreach (var queue in _queues.Values)
        {
            if (queue.Backlog.Store == store) return queue.Backlog;
        }

        foreach (var durable in _durables.Values)
        {
            if (durable.Backlog.Store == store) return durable.Backlog;
        }

        return null;
    }
}

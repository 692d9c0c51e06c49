using Broker.Core.Configuration;
using Broker.Core.Destinations;
using Broker.Core.Messages;

namespace Broker.Core.Routing;

/// <summary>A topic whose messages also go to the queues named after it. Source: ActiveMQ's VirtualTopic, behaviours B9.</summary>
internal sealed class VirtualTopicRoute(VirtualTopicOptions options, VirtualTopicNames names, Destination topic) : IRoute
{
    private readonly DestinationPattern _pattern = names.QueuesOf(topic.Name);
    private volatile Found _found = new(-1, []);

    public bool Follow(Fanout fanout, Destination? source)
    {
        if (options.Local && fanout.Message.BrokerPath is { Count: > 0 }) return true;
        foreach (var queue in QueuesNow(fanout.Directory))
        {
            if (!options.SelectorAware || fanout.Directory.IsWantedFrom(queue, fanout.Message)) fanout.Reach(queue, topic);
        }

        return true;
    }

    // Looked for again only when queues have come or gone.
    private Destination[] QueuesNow(DestinationDirectory directory)
    {
        var found = _found;
        var version = directory.QueuesVersion;
        if (found.Version == version) return found.Queues;
        _found = found = new(version, Find(directory));
        return found.Queues;
    }

    private Destination[] Find(DestinationDirectory directory)
    {
        var queues = new HashSet<Destination>();
        foreach (var queue in directory.Queues)
        {
            if (!queue.Destination.IsTemporary && _pattern.Matches(queue.Destination.Name)) queues.Add(queue.Destination);
        }

        // Those that a wildcard consumer speaks for come to be with the topic's first message.
        foreach (var pattern in directory.QueuePatterns)
        {
            if (names.QueueFor(topic.Name, pattern.Name) is { } name) queues.Add(Destination.Queue(name));
        }

        return [.. queues];
    }

    private sealed record Found(long Version, Destination[] Queues);
}

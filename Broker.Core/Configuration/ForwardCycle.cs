using Broker.Core.Messages;

namespace Broker.Core.Configuration;

/// <summary>Follows what virtual destinations forward, to find a message that would come back to where it was.</summary>
/// <remarks>
/// Only composite destinations name where they forward to, so every circle leads through one of their targets; from there on the
/// names are plain but for the wildcards of a virtual topic's queues. Mirrors are no part of a circle: what a topic feeds is not mirrored.
/// </remarks>
internal static class ForwardCycle
{
    /// <summary>The steps of a circle, the first one repeated at the end; null when there is none.</summary>
    /// <param name="options">Its names are well-formed.</param>
    public static IReadOnlyList<Destination>? Find(VirtualDestinationsOptions options)
    {
        var path = new List<Destination>();
        var done = new HashSet<Destination>();
        foreach (var composite in (IEnumerable<CompositeDestinationOptions>)[.. options.CompositeQueues, .. options.CompositeTopics])
        {
            if (FollowAll(composite)) return path[path.IndexOf(path[^1])..];
        }

        return null;

        bool FollowAll(CompositeDestinationOptions composite) => composite.ForwardTo.Any(forward => Follow(forward.Destination));

        bool Follow(Destination target)
        {
            var circle = path.Contains(target);
            if (!circle && done.Contains(target)) return false;
            path.Add(target);
            if (circle || Next(target).Any(FollowAll)) return true;
            path.RemoveAt(path.Count - 1);
            done.Add(target);
            return false;
        }

        IEnumerable<CompositeDestinationOptions> Next(Destination target)
        {
            if (target.IsQueue) return Overlapping(options.CompositeQueues, target.Name);
            return Overlapping(options.CompositeTopics, target.Name).Concat(
                options.ActiveVirtualTopics
                    .Where(topic => new DestinationPattern(topic.Name).Matches(target.Name))
                    .SelectMany(topic => Overlapping(options.CompositeQueues, topic.Prefix + target.Name + topic.Postfix)));
        }
    }

    private static IEnumerable<CompositeDestinationOptions> Overlapping(IEnumerable<CompositeDestinationOptions> composites, string name)
    {
        var pattern = new DestinationPattern(name);
        return composites.Where(composite => new DestinationPattern(composite.Name).Overlaps(pattern));
    }
}

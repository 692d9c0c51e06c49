using System.Collections.Concurrent;
using Broker.Core.Configuration;
using Broker.Core.Destinations;
using Broker.Core.Messages;
using Broker.Core.Selectors;

namespace Broker.Core.Routing;

/// <summary>Says to which destinations a send to one goes. Compiled from configuration; what it found for a name it remembers.</summary>
/// <remarks>
/// A destination without rules of its kind is known to be plain without a look. Temporary destinations, advisories and patterns, to which nothing can be sent, are plain.
/// Any thread may ask. Source: ActiveMQ's destination interceptors, behaviours B9; the rules are docs/decisions/0012.
/// </remarks>
internal sealed class RoutingTable
{
    private static readonly IRoute[] _plain = [];

    private readonly Rule[] _queueRules;
    private readonly Rule[] _topicRules;
    private readonly VirtualTopicNames[] _virtualTopics;
    private readonly ConcurrentDictionary<Destination, IRoute[]> _known = new();

    /// <param name="options">Valid ones: see <see cref="BrokerOptionsValidator"/> and <see cref="ForwardSelectors"/>.</param>
    public RoutingTable(VirtualDestinationsOptions options)
    {
        var topics = options.ActiveVirtualTopics;
        _virtualTopics = [.. topics.Select(topic => new VirtualTopicNames(topic))];
        _queueRules =
        [
            .. options.MirroredQueues.Select(mirror => new Rule(mirror.Name, queue => new MirrorRoute(mirror, queue))),
            .. options.CompositeQueues.Select(Compile),
        ];
        _topicRules =
        [
            .. options.CompositeTopics.Select(Compile),
            .. topics.Zip(_virtualTopics, (topic, names) => new Rule(topic.Name, name => new VirtualTopicRoute(topic, names, name))),
        ];
    }

    /// <summary>A send to it goes there, and nowhere else.</summary>
    public bool IsPlain(Destination destination) => !destination.IsComposite && RoutesOf(destination).Length == 0;

    /// <summary>What a send to a single destination sets off; nothing for a plain one.</summary>
    public ReadOnlySpan<IRoute> RoutesOf(Destination destination)
    {
        var rules = destination.IsQueue ? _queueRules : _topicRules;
        if (rules.Length == 0 || destination.IsTemporary || destination.IsPattern || DestinationDirectory.IsAdvisory(destination)) return _plain;
        if (_known.TryGetValue(destination, out var routes)) return routes;
        var matching = Array.FindAll(rules, rule => rule.Pattern.Matches(destination.Name));
        routes = matching.Length == 0 ? _plain : Array.ConvertAll(matching, rule => rule.BindTo(destination));
        return _known.GetOrAdd(destination, routes);
    }

    /// <summary>Forgets what it found for a destination that is removed.</summary>
    public void Forget(Destination destination) => _known.TryRemove(destination, out _);

    /// <summary>Whether a consumer of the pattern speaks for queues that virtual topics feed, with names that can be told from it.</summary>
    public bool NamesQueuesOfVirtualTopics(Destination pattern) =>
        pattern is { IsQueue: true, IsPattern: true, IsTemporary: false } && Array.Exists(_virtualTopics, names => names.CanNameBy(pattern.Name));

    /// <summary>Whether a virtual topic feeds the queue, or a queue of the pattern, with what its consumers want alone.</summary>
    public bool IsSelectorAware(Destination queue) =>
        queue is { IsQueue: true, IsTemporary: false } && Array.Exists(_virtualTopics, names => names.IsSelectorAware && names.MayFeed(queue.Name));

    private static Rule Compile(CompositeDestinationOptions composite)
    {
        var forwards = composite.ForwardTo.Select(forward => new Forward(forward.Destination, Selector.ParseOrNull(forward.Selector))).ToArray();
        return new(composite.Name, destination => new CompositeRoute(destination, composite, forwards));
    }

    private sealed class Rule(string pattern, Func<Destination, IRoute> bindTo)
    {
        public DestinationPattern Pattern { get; } = new(pattern);

        public IRoute BindTo(Destination destination) => bindTo(destination);
    }
}

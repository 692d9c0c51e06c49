using Broker.Core.Messages;

namespace Broker.Core.Configuration;

/// <summary>The part of <see cref="BrokerOptionsValidator"/> that judges virtual destinations; selectors are judged where they are compiled.</summary>
internal static class VirtualDestinationsValidator
{
    private const string Section = "Broker:VirtualDestinations";

    // Stands for a destination's own name where only what is put around it is judged.
    private const string AnyName = "X";

    public static void Check(VirtualDestinationsOptions options, List<string> errors)
    {
        var before = errors.Count;
        CheckVirtualTopics(options, errors);
        CheckComposites(options.CompositeQueues, "CompositeQueues", errors);
        CheckComposites(options.CompositeTopics, "CompositeTopics", errors);
        CheckMirrors(options.MirroredQueues, errors);

        // Where names are wrong already, following them would only repeat it.
        if (errors.Count == before && ForwardCycle.Find(options) is { } cycle)
        {
            errors.Add($"{Section}: messages would go round for ever, {string.Join(" to ", cycle)}; take one of these steps out.");
        }
    }

    private static void CheckVirtualTopics(VirtualDestinationsOptions options, List<string> errors)
    {
        if (!options.UseVirtualTopics && options.VirtualTopics.Count > 0)
        {
            errors.Add($"{Section}:UseVirtualTopics: is false, but VirtualTopics has entries; write true or remove them.");
        }

        var known = new Dictionary<VirtualTopicOptions, int>();
        for (var i = 0; i < options.VirtualTopics.Count; i++)
        {
            var (key, topic) = ($"{Section}:VirtualTopics:{i}", options.VirtualTopics[i]);
            CheckPattern(topic.Name, $"{key}:Name", errors);
            CheckAround(topic.Prefix, topic.Postfix, key, errors);
            var names = topic with { SelectorAware = false, Local = false };
            if (!known.TryAdd(names, i)) errors.Add($"{key}: entry {known[names]} names the same topics and queues; put both into one.");
        }
    }

    private static void CheckComposites(IReadOnlyList<CompositeDestinationOptions> composites, string list, List<string> errors)
    {
        var names = new Dictionary<string, int>(StringComparer.Ordinal);
        for (var i = 0; i < composites.Count; i++)
        {
            var (key, composite) = ($"{Section}:{list}:{i}", composites[i]);
            CheckPattern(composite.Name, $"{key}:Name", errors);
            if (!names.TryAdd(composite.Name, i)) errors.Add($"{key}:Name: entry {names[composite.Name]} is for {composite.Name} too; put both into one.");
            CheckForwards(composite, key, errors);
        }
    }

    private static void CheckForwards(CompositeDestinationOptions composite, string key, List<string> errors)
    {
        if (composite.ForwardTo.Count == 0) errors.Add($"{key}:ForwardTo: is empty; name where the messages go, such as {key}:ForwardTo:0:Queue=orders.");
        for (var i = 0; i < composite.ForwardTo.Count; i++) CheckForward(composite.ForwardTo[i], $"{key}:ForwardTo:{i}", errors);
        if (!composite.SendWhenNotMatched) return;
        if (!composite.ForwardOnly)
        {
            errors.Add($"{key}:SendWhenNotMatched: keeps what no selector wants, and ForwardOnly=false keeps everything; write one of them.");
        }

        if (composite.ForwardTo.Any(forward => forward.Selector.Length == 0))
        {
            errors.Add($"{key}:SendWhenNotMatched: a ForwardTo without Selector takes everything, so nothing is left; give each a Selector or write false.");
        }
    }

    private static void CheckForward(ForwardOptions forward, string key, List<string> errors)
    {
        if (forward.Queue.Length > 0 == forward.Topic.Length > 0)
        {
            errors.Add($"{key}: needs either Queue or Topic, and not both; write \"Queue\": \"orders\".");
            return;
        }

        var (property, name) = forward.Queue.Length > 0 ? ("Queue", forward.Queue) : ("Topic", forward.Topic);
        if (!DestinationPattern.IsWellFormed(name, out var error)) errors.Add($"{key}:{property}: {error}.");
        else if (new DestinationPattern(name).IsWildcard) errors.Add($"{key}:{property}: '{name}' stands for many; write the name of one.");
    }

    private static void CheckMirrors(IReadOnlyList<MirroredQueueOptions> mirrors, List<string> errors)
    {
        for (var i = 0; i < mirrors.Count; i++)
        {
            var (key, mirror) = ($"{Section}:MirroredQueues:{i}", mirrors[i]);
            CheckPattern(mirror.Name, $"{key}:Name", errors);
            var around = mirror.Prefix + AnyName + mirror.Postfix;
            if (!CheckAround(mirror.Prefix, mirror.Postfix, key, errors)) continue;
            if (new DestinationPattern(around).IsWildcard) errors.Add($"{key}: '{around}' stands for many topics; write Prefix and Postfix without wildcards.");
        }
    }

    private static void CheckPattern(string pattern, string key, List<string> errors)
    {
        if (!DestinationPattern.IsWellFormed(pattern, out var error)) errors.Add($"{key}: {error}.");
    }

    private static bool CheckAround(string prefix, string postfix, string key, List<string> errors)
    {
        if (DestinationPattern.IsWellFormed(prefix + AnyName + postfix, out var error)) return true;
        errors.Add($"{key}: Prefix and Postfix make no name around {AnyName}: {error}.");
        return false;
    }
}

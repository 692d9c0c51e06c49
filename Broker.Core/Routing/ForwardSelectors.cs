using Broker.Core.Configuration;
using Broker.Core.Selectors;

namespace Broker.Core.Routing;

/// <summary>Judges the selectors of composite destinations, which the rules of configuration cannot read.</summary>
public static class ForwardSelectors
{
    /// <summary>Every selector that is none, with its key; nothing when all are right.</summary>
    public static IReadOnlyList<string> Faults(VirtualDestinationsOptions options)
    {
        var faults = new List<string>();
        Check(options.CompositeQueues, "CompositeQueues", faults);
        Check(options.CompositeTopics, "CompositeTopics", faults);
        return faults;
    }

    private static void Check(IReadOnlyList<CompositeDestinationOptions> composites, string list, List<string> faults)
    {
        for (var i = 0; i < composites.Count; i++)
        {
            for (var j = 0; j < composites[i].ForwardTo.Count; j++)
            {
                var selector = composites[i].ForwardTo[j].Selector;
                try
                {
                    _ = Selector.ParseOrNull(selector);
                }
                catch (InvalidSelectorException e)
                {
                    faults.Add(
                        $"Broker:VirtualDestinations:{list}:{i}:ForwardTo:{j}:Selector: '{selector}' is no selector: {e.Message} Write one such as color = 'red'.");
                }
            }
        }
    }
}

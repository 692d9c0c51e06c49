using Broker.Core.Configuration;
using Broker.Core.Messages;

namespace Broker.Core.Routing;

/// <summary>A composite queue or topic of the configuration. Source: ActiveMQ's CompositeDestination, behaviours B9.</summary>
internal sealed class CompositeRoute(Destination destination, CompositeDestinationOptions options, Forward[] forwards) : IRoute
{
    public bool Follow(Fanout fanout, Destination? source)
    {
        var matched = false;
        foreach (var forward in forwards)
        {
            if (!fanout.IsWanted(forward.Selector)) continue;
            matched = true;
            fanout.Reach(forward.Destination, destination);
        }

        return options.SendWhenNotMatched ? !matched : !options.ForwardOnly;
    }
}

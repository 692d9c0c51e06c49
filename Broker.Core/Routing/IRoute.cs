namespace Broker.Core.Routing;

/// <summary>What one rule does with the sends to one destination.</summary>
internal interface IRoute
{
    /// <summary>Sends the message on to where the rule leads.</summary>
    /// <param name="fanout">The send on its way.</param>
    /// <param name="source">Where it came from before it was here; null: its producer named this destination.</param>
    /// <returns>The destination itself gets it too, as far as this rule is concerned.</returns>
    bool Follow(Fanout fanout, Messages.Destination? source);
}

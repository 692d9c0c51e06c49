using Broker.Core.Destinations;
using Broker.Core.Messages;
using Broker.Core.Selectors;

namespace Broker.Core.Routing;

/// <summary>One send on its way through the rules, to every destination it reaches, each once.</summary>
/// <remarks>However definitions nest or repeat one another, a destination that was reached is not reached again.</remarks>
internal sealed class Fanout
{
    private readonly RoutingTable _table;
    private readonly List<Destination> _reached = [];

    private Fanout(RoutingTable table, DestinationDirectory directory, Message message)
    {
        _table = table;
        Directory = directory;
        Message = message;
    }

    /// <summary>As it was sent.</summary>
    public Message Message { get; }

    public DestinationDirectory Directory { get; }

    private List<Message> Copies { get; } = [];

    /// <summary>One message for each destination that a send reaches, in the order in which it reaches them; they share body and id.</summary>
    public static List<Message> Of(RoutingTable table, DestinationDirectory directory, Message message)
    {
        var fanout = new Fanout(table, directory, message);
        if (message.Destination.IsComposite)
        {
            foreach (var member in message.Destination.Members()) fanout.Reach(member, message.Destination);
        }
        else
        {
            fanout.Reach(message.Destination, source: null);
        }

        return fanout.Copies;
    }

    /// <summary>The message gets to a destination, and from there to where its rules lead.</summary>
    /// <param name="destination">A single one.</param>
    /// <param name="source">Whose rule led there; null: the message's producer named it.</param>
    public void Reach(Destination destination, Destination? source)
    {
        if (_reached.Contains(destination)) return;
        _reached.Add(destination);
        var keeps = true;
        foreach (var route in _table.RoutesOf(destination)) keeps &= route.Follow(this, source);
        if (keeps) Copies.Add(CopyFor(destination, source));
    }

    /// <summary>Whether the selector matches the message; null matches all.</summary>
    public bool IsWanted(Selector? selector) => selector is null || MessageSelectorSubject.Matches(selector, Message, Message.RedeliveryCounter);

    private Message CopyFor(Destination destination, Destination? source)
    {
        var copy = Message.Copy();
        if (source is null) return copy;
        copy.Destination = destination;
        copy.OriginalDestination = source;
        return copy;
    }
}

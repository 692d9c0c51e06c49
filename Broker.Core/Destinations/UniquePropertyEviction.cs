using System.Text;
using Broker.Core.Messages;

namespace Broker.Core.Destinations;

/// <summary>The message goes that was first replaced by a later one with the same value of a property, such as an old price of a share.</summary>
/// <remarks>When none is replaced, the oldest goes. A message without the property replaces nothing.</remarks>
internal sealed class UniquePropertyEviction(string property) : MessageEviction
{
    private readonly Dictionary<string, PendingMessage> _newest = new(StringComparer.Ordinal);
    private readonly LinkedList<PendingMessage> _replaced = new();

    public override void Added(PendingMessage message)
    {
        message.EvictionKey = KeyOf(message.Message);
        if (message.EvictionKey is not { } key) return;
        if (_newest.TryGetValue(key, out var former)) former.EvictionPlace = _replaced.AddLast(former);
        _newest[key] = message;
    }

    public override void Removed(PendingMessage message)
    {
        if (message.EvictionPlace is { } place)
        {
            _replaced.Remove(place);
            message.EvictionPlace = null;
        }
        else if (message.EvictionKey is { } key)
        {
            // Not replaced, so it is the newest of its value.
            _newest.Remove(key);
        }
    }

    public override PendingMessage Choose(PendingMessage oldest) => _replaced.First?.Value ?? oldest;

    // The value as it is on the wire, with its type: equal values are equal bytes.
    private string? KeyOf(Message message)
    {
        try
        {
            return MessageProperties.TryFind(message.Properties, property, out var tag, out var payload)
                ? (char)tag + Encoding.Latin1.GetString(payload)
                : null;
        }
        catch (FormatException)
        {
            return null;
        }
    }
}

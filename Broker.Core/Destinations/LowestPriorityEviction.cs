namespace Broker.Core.Destinations;

/// <summary>The oldest message of the lowest priority that waits goes.</summary>
internal sealed class LowestPriorityEviction : MessageEviction
{
    private readonly LinkedList<PendingMessage>[] _byPriority = [.. Enumerable.Range(0, 10).Select(static _ => new LinkedList<PendingMessage>())];

    public override void Added(PendingMessage message) => message.EvictionPlace = RowOf(message).AddLast(message);

    public override void Removed(PendingMessage message)
    {
        RowOf(message).Remove(message.EvictionPlace!);
        message.EvictionPlace = null;
    }

    public override PendingMessage Choose(PendingMessage oldest)
    {
        foreach (var row in _byPriority)
        {
            if (row.First is { } first) return first.Value;
        }

        return oldest;
    }

    private LinkedList<PendingMessage> RowOf(PendingMessage message) => _byPriority[Math.Min((int)message.Message.Priority, _byPriority.Length - 1)];
}

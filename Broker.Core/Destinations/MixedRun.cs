namespace Broker.Core.Destinations;

/// <summary>The deliveries that one acknowledgement of a consumer of queues and topics speaks of, and what it says to each part.</summary>
internal sealed class MixedRun
{
    private readonly List<LinkedListNode<MixedDeliveries.Delivery>> _deliveries = [];

    public IReadOnlyList<LinkedListNode<MixedDeliveries.Delivery>> Deliveries => _deliveries;

    public int Count => _deliveries.Count;

    public void Add(LinkedListNode<MixedDeliveries.Delivery> delivery) => _deliveries.Add(delivery);

    /// <summary>Leaves the first ones.</summary>
    public void Cut(int length) => _deliveries.RemoveRange(length, _deliveries.Count - length);

    /// <summary>The part of an acknowledgement that is for the queues, or for the topics; null for none.</summary>
    public Acknowledgement? PartOf(Acknowledgement whole, bool ofTopics)
    {
        var part = whole with { First = null, Count = 0 };
        foreach (var delivery in _deliveries)
        {
            if (delivery.Value.OfTopic != ofTopics) continue;
            part = part with { First = part.First ?? delivery.Value.Id, Last = delivery.Value.Id, Count = part.Count + 1 };
        }

        return part.Count == 0 ? null : part;
    }
}

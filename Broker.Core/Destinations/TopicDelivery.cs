using Broker.Core.Messages;

namespace Broker.Core.Destinations;

/// <summary>A topic's message in flight to a consumer that is not durable.</summary>
/// <param name="Topic">Where it came from.</param>
/// <param name="Message">Kept when its consumption is to be told in an advisory; else null, as acknowledgements only count.</param>
internal readonly record struct TopicDelivery(Topic Topic, Message? Message)
{
    /// <summary>Tells who listens that these were consumed; without a lock of a destination.</summary>
    public static void AnnounceConsumed(List<TopicDelivery> consumed)
    {
        foreach (var (topic, message) in consumed) topic.AnnounceConsumed(message!);
    }
}

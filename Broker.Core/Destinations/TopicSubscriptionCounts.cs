namespace Broker.Core.Destinations;

/// <summary>What one consumer of topics has had, and has now.</summary>
/// <param name="Enqueued">Messages that were for it.</param>
/// <param name="Dispatched">Of these, sent to it.</param>
/// <param name="Dequeued">Of these, acknowledged.</param>
/// <param name="Discarded">Thrown away because it was slow.</param>
/// <param name="Expired">Ran out of time before they could be sent.</param>
/// <param name="Pending">Waiting now, not yet sent.</param>
/// <param name="InFlight">Sent and not yet acknowledged, now.</param>
public readonly record struct TopicSubscriptionCounts(
    long Enqueued, long Dispatched, long Dequeued, long Discarded, long Expired, int Pending, int InFlight);

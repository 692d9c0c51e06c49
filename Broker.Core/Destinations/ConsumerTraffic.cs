namespace Broker.Core.Destinations;

/// <summary>What one consumer has had since it came.</summary>
/// <param name="Enqueued">Messages that were for it. A queue chooses a consumer when it sends: there it is what was dispatched.</param>
/// <param name="Dispatched">Of these, sent to it; again after each redelivery.</param>
/// <param name="Dequeued">Of these, acknowledged.</param>
public readonly record struct ConsumerTraffic(long Enqueued, long Dispatched, long Dequeued);

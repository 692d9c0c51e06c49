namespace Broker.Core.Destinations;

/// <summary>What a consumer is doing at one moment.</summary>
/// <param name="Acknowledgements">How often it has acknowledged anything since it began.</param>
/// <param name="InFlight">Messages sent to it and not yet acknowledged.</param>
/// <param name="Waiting">Messages that wait for it alone; topics only, what waits in a queue may go to others.</param>
/// <param name="Prefetch">Its prefetch now; see <see cref="SubscriptionOptions.Prefetch"/>.</param>
/// <param name="IsFull">It has no room for another message, though it has not been told to pull.</param>
public readonly record struct ConsumerActivity(long Acknowledgements, int InFlight, int Waiting, int Prefetch, bool IsFull);

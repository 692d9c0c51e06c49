namespace Broker.Core.Management;

/// <summary>Which subscriptions to list: durable ones first, each kind by client id and name.</summary>
/// <param name="Topic">Only those that get this topic's messages; null or empty for all. Subscriptions to advisories are left out.</param>
/// <param name="DurableOnly">Leave out those that end with their consumer.</param>
/// <param name="Skip">How many to leave out from the start.</param>
/// <param name="Take">1 to 500.</param>
public sealed record SubscriptionQuery(string? Topic = null, bool DurableOnly = false, int Skip = 0, int Take = 50);

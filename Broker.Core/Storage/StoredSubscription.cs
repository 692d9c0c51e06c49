namespace Broker.Core.Storage;

/// <summary>A durable subscription as the store knows it, with its backlog.</summary>
public sealed record StoredSubscription(DurableSubscriptionInfo Info, IMessageStore Store);

using Broker.Core.Messages;

namespace Broker.Core.Storage;

/// <summary>What a durable subscription is: who, what, and which part of it.</summary>
/// <param name="ClientId">
/// JMS client id; with <paramref name="Name"/> the key. Empty, which no client's is, for what the topic itself keeps for consumers to come.
/// </param>
/// <param name="Name">Subscription name, unique within the client id.</param>
/// <param name="Topic">The topic or topic pattern subscribed to.</param>
/// <param name="Selector">JMS selector; null for all messages.</param>
/// <param name="NoLocal">Leave out what the subscriber's own connection sends.</param>
public sealed record DurableSubscriptionInfo(string ClientId, string Name, Destination Topic, string? Selector, bool NoLocal);

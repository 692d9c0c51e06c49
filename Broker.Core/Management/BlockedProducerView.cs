namespace Broker.Core.Management;

/// <summary>A producer that waits for space.</summary>
/// <param name="Destination">Where its first waiting message goes, such as "queue://orders".</param>
/// <param name="ProducerId">Which one.</param>
/// <param name="ClientId">Its connection's client id.</param>
/// <param name="RemoteAddress">Where its connection comes from; empty when that is not known.</param>
/// <param name="User">Who it is signed in as.</param>
/// <param name="Reason">What it waits for, in one sentence.</param>
/// <param name="Since">Since when.</param>
public sealed record BlockedProducerView(
    string Destination, string ProducerId, string ClientId, string RemoteAddress, string User, string Reason, DateTimeOffset Since);

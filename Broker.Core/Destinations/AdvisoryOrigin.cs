namespace Broker.Core.Destinations;

/// <summary>The broker as its advisories name it.</summary>
/// <param name="BrokerId">This process; unique.</param>
/// <param name="BrokerName">Shared by the group.</param>
/// <param name="BrokerUrl">Where clients reach it.</param>
public sealed record AdvisoryOrigin(string BrokerId, string BrokerName, string BrokerUrl);

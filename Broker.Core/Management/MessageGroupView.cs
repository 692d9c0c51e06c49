namespace Broker.Core.Management;

/// <summary>A message group of a queue at one moment.</summary>
/// <param name="GroupId">JMSXGroupID.</param>
/// <param name="Owner">Id of the consumer that gets its messages; null while it waits for what a former owner still holds.</param>
/// <param name="InFlight">Messages of it sent and not yet acknowledged.</param>
public sealed record MessageGroupView(string GroupId, string? Owner, int InFlight);

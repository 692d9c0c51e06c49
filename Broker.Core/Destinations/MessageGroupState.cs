using Broker.Core.Messages;

namespace Broker.Core.Destinations;

/// <summary>A message group of a queue at one moment.</summary>
/// <param name="Id">JMSXGroupID.</param>
/// <param name="Owner">The consumer that gets its messages; null while it waits for what a former owner still holds.</param>
/// <param name="InFlight">Messages of it sent and not yet acknowledged.</param>
public sealed record MessageGroupState(string Id, ConsumerId? Owner, int InFlight);

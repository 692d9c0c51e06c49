using Broker.Core.Scheduling;

namespace Broker.Core.Routing;

/// <summary>What the router needs to know of the broker it serves.</summary>
/// <param name="BrokerName">Shared by the group.</param>
/// <param name="BrokerId">This process; unique.</param>
/// <param name="BrokerUrl">Where clients reach it; told in advisories.</param>
/// <param name="SendFailIfNoSpace">Refuse a send when the store is full, rather than let it wait.</param>
public sealed record RouterOptions(string BrokerName, string BrokerId, string BrokerUrl, bool SendFailIfNoSpace)
{
    /// <summary>The rules for messages that are to be delivered later.</summary>
    public JobSchedulerOptions Scheduler { get; init; } = new();
}

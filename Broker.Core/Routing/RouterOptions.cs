using Broker.Core.Configuration;
using Broker.Core.Scheduling;

namespace Broker.Core.Routing;

/// <summary>What the router needs to know of the broker it serves.</summary>
/// <param name="BrokerName">Shared by the group.</param>
/// <param name="BrokerId">This process; unique.</param>
/// <param name="BrokerUrl">Where clients reach it; told in advisories.</param>
/// <param name="SendFailIfNoSpace">Refuse a send when the store is full, rather than let it wait.</param>
public sealed record RouterOptions(string BrokerName, string BrokerId, string BrokerUrl, bool SendFailIfNoSpace)
{
    /// <summary>Names whose sends reach other destinations.</summary>
    public VirtualDestinationsOptions VirtualDestinations { get; init; } = new();

    /// <summary>Where clients reach it over TLS; told to those who ask for statistics. Default: empty, nowhere.</summary>
    public string TlsUrl { get; init; } = "";

    /// <summary>Where the node keeps its files; told to those who ask for statistics.</summary>
    public string DataDirectory { get; init; } = "";

    /// <summary>The broker's own clock on messages.</summary>
    public TimeStampingOptions TimeStamping { get; init; } = new();

    /// <summary>As <see cref="BrokerOptions.PopulateJMSXUserID"/>.</summary>
    public bool PopulateJMSXUserID { get; init; }

    /// <summary>Refuse a send that has waited for space so long. Default: zero, it waits for ever.</summary>
    public TimeSpan SendFailIfNoSpaceAfterTimeout { get; init; }

    /// <summary>The rules for messages that are to be delivered later.</summary>
    public JobSchedulerOptions Scheduler { get; init; } = new();
}

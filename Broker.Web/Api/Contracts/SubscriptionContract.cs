using System.ComponentModel;
using Broker.Core.Management;

namespace Broker.Web.Api.Contracts;

/// <summary>A subscription to topics. Counts are since it was made, or the broker started, unless they say "now".</summary>
public sealed record SubscriptionContract(
    string ClientId,
    [property: Description("Of a durable subscription; null for one that ends with its consumer.")] string? SubscriptionName,
    [property: Description("The consumer on it; null while there is none.")] string? ConsumerId,
    [property: Description("A topic, a pattern, or several topics.")] string Topic,
    [property: Description("JMS selector; null for all messages.")] string? Selector,
    bool NoLocal,
    [property: Description("It also got what its topics had kept of the time before it came.")] bool Retroactive,
    [property: Description("Since when it has no consumer; null while it has one.")] DateTimeOffset? OfflineSince,
    [property: Description("Most messages sent and not yet acknowledged; 0 while there is no consumer.")] int Prefetch,
    [property: Description("Most messages that wait before some are thrown away; -1 when none are.")] int MaximumPendingMessages,
    [property: Description("Messages now that are not sent yet.")] long Pending,
    [property: Description("Messages now that are sent and not yet acknowledged.")] long InFlight,
    long Enqueued,
    long Dispatched,
    long Dequeued,
    long Expired,
    [property: Description("Messages thrown away because it was slow.")] long Discarded)
{
    internal static SubscriptionContract Of(SubscriptionView view) => new(
        view.ClientId,
        view.SubscriptionName,
        view.ConsumerId,
        view.Topic,
        view.Selector,
        view.NoLocal,
        view.Retroactive,
        view.OfflineSince,
        view.Prefetch,
        view.MaximumPendingMessages,
        view.Pending,
        view.InFlight,
        view.Enqueued,
        view.Dispatched,
        view.Dequeued,
        view.Expired,
        view.Discarded);
}

using System.ComponentModel;
using Broker.Core.Management;

namespace Broker.Web.Api.Contracts;

/// <summary>A topic. Counts are since the broker started, or the topic was made, unless they say "now".</summary>
public sealed record TopicContract(
    string Name,
    [property: Description("Consumers now, active durable ones included.")] int Consumers,
    [property: Description("Durable subscriptions now that get its messages, active or not.")] int DurableSubscriptions,
    [property: Description("Producers now that named the topic when they were made.")] int Producers,
    [property: Description("Producers now waiting for a slow consumer.")] int BlockedProducers,
    [property: Description("Messages sent to the topic.")] long Enqueued,
    [property: Description("Messages acknowledged by non-durable consumers, counted for each.")] long Dequeued,
    [property: Description("Messages sent to non-durable consumers, counted for each.")] long Dispatched,
    [property: Description("Messages that ran out of time while they waited for a non-durable consumer, counted for each.")] long Expired,
    [property: Description("Messages thrown away because a consumer was slow, counted for each.")] long Discarded)
{
    internal static TopicContract Of(TopicView view) => new(
        view.Name,
        view.Consumers,
        view.DurableSubscriptions,
        view.Producers,
        view.BlockedProducers,
        view.Enqueued,
        view.Dequeued,
        view.Dispatched,
        view.Expired,
        view.Discarded);
}

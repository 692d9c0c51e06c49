using Broker.Core.Routing;

namespace Broker.Core.Management;

/// <content>Who waits for space, and why.</content>
public sealed partial class BrokerAdministration
{
    public IReadOnlyList<BlockedProducerView> ListBlockedProducers() => [.. (_serving?.Router.ListBlockedProducers() ?? []).Select(Describe)];

    private static BlockedProducerView Describe(BlockedProducer blocked) => new(
        blocked.Destination.ToString(),
        blocked.Producer.ToString(),
        blocked.ClientId,
        blocked.RemoteAddress?.ToString() ?? "",
        blocked.UserName ?? "",
        blocked.Reason switch
        {
            BlockReason.StoreFull => "The store is full: messages have to be consumed, or its limit raised.",
            BlockReason.QueueFull => "The queue has reached its memory limit, and its policy makes producers wait for that.",
            _ => "The topic's slowest subscriber has reached the topic's memory limit.",
        },
        blocked.Since);

    // 0 where there is no limit.
    private static int PercentOf(long used, long limit) => limit <= 0 ? 0 : (int)Math.Min(int.MaxValue, used * 100.0 / limit);
}

using Broker.Core.Configuration;

namespace Broker.Core.Destinations;

/// <summary>What a policy makes of the prefetch that a consumer asks for.</summary>
/// <remarks>
/// Who asks for its client library's default has not chosen it, and gets the policy's; who asks for another value gets that. Source:
/// behaviours B2.
/// </remarks>
internal static class PrefetchRules
{
    // What ActiveMQ's Java client asks for where it optimises acknowledgements, and what Apache.NMS asks for on topics.
    private const int OptimizedDurable = 1000;
    private const int DotNetTopic = 32766;

    public static int Apply(SubscriptionOptions options, DestinationPolicy policy)
    {
        if (options.Browser) return Choose(options.Prefetch, policy.QueueBrowserPrefetch, DestinationPolicy.DefaultQueueBrowserPrefetch);
        if (options.SubscriptionName is not null)
        {
            return Choose(options.Prefetch, policy.DurableTopicPrefetch, DestinationPolicy.DefaultDurableTopicPrefetch, OptimizedDurable);
        }

        return options.Destination.Members()[0].IsQueue
            ? Choose(options.Prefetch, policy.QueuePrefetch, DestinationPolicy.DefaultQueuePrefetch)
            : Choose(options.Prefetch, policy.TopicPrefetch, DestinationPolicy.DefaultTopicPrefetch, DotNetTopic);
    }

    private static int Choose(int asked, int ofPolicy, int clientDefault, int otherDefault = -1) =>
        ofPolicy != clientDefault && (asked == clientDefault || asked == otherDefault) ? ofPolicy : asked;
}

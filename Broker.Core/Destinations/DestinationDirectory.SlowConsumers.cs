using Broker.Core.Configuration;

namespace Broker.Core.Destinations;

/// <content>Consumers that do not keep up.</content>
public sealed partial class DestinationDirectory
{
    /// <summary>Looks at a consumer and says what is to be done about it; called about once a second, by one thread.</summary>
    /// <remarks>Browsers hold nothing up, and clients need their advisories: these are left alone.</remarks>
    public SlowConsumerVerdict Judge(Subscription subscription)
    {
        var options = subscription.Options;
        if (options.Browser || IsAdvisory(options.Destination)) return SlowConsumerVerdict.Keep;
        var (activity, strategy) = (subscription.Observe(), subscription.Policy.SlowConsumerStrategy);
        var wasSlow = subscription.IsSlow;
        var verdict = subscription.Watch.Judge(activity, strategy, options.Network, _context.Time.GetUtcNow());
        if (!wasSlow && subscription.IsSlow && subscription.Policy.Advisories.ForSlowConsumers) AnnounceSlow(subscription);
        if (verdict == SlowConsumerVerdict.Abort) NoteAborted(subscription, activity, strategy);
        else if (verdict == SlowConsumerVerdict.Remove) DestinationsLog.SlowConsumerRemoved(_context.Logger, options.ConsumerId.ToString(), options.Destination.ToString());
        return verdict;
    }

    /// <summary>The prefetch a consumer gets that asks for the one in its options.</summary>
    public int PrefetchOf(SubscriptionOptions options) => PrefetchRules.Apply(options, PolicyOf(options));

    private void AnnounceSlow(Subscription subscription)
    {
        var options = subscription.Options;
        foreach (var member in options.Destination.Members())
        {
            Advisories.Publish(
                AdvisoryPublisher.TopicFor("SlowConsumer", member),
                new Advisory.OfConsumer(subscription.Client, options, member, Added: true),
                new KeyValuePair<string, object?>("consumerId", options.ConsumerId.ToString()));
        }
    }

    private void NoteAborted(Subscription subscription, ConsumerActivity activity, SlowConsumerStrategyOptions strategy)
    {
        _statistics.CountAbortedConsumer();
        foreach (var member in subscription.Options.Destination.Members())
        {
            (FindQueue(member)?.Statistics ?? FindTopic(member)?.Statistics)?.CountAbortedConsumer();
        }

        DestinationsLog.SlowConsumerAborted(
            _context.Logger,
            subscription.Options.ConsumerId.ToString(),
            subscription.Options.Destination.ToString(),
            subscription.RemoteAddress,
            activity.InFlight,
            activity.Waiting,
            strategy.AbortConnection ? "connection" : "consumer");
    }

    // Of a composite the first one: a consumer has one prefetch, and one judge.
    private DestinationPolicy PolicyOf(SubscriptionOptions options) => _policies.Find(options.Destination.Members()[0]);
}

namespace Broker.Core.Configuration;

/// <content>What concerns consumers.</content>
internal static partial class DestinationPolicyValidator
{
    private const int MostGroups = 10_000_000;
    private const int MostConsumersBeforeStart = 10_000;
    private const int MostPrefetch = 32767;
    private static readonly TimeSpan _longestBeforeStart = TimeSpan.FromHours(1);
    private static readonly TimeSpan _longest = TimeSpan.FromDays(1);
    private static readonly TimeSpan _shortest = TimeSpan.FromSeconds(1);

    private static void CheckConsumers(DestinationPolicy policy, string key, List<string> errors)
    {
        CheckGroups(policy.MessageGroupMap, $"{key}:MessageGroupMap", errors);
        CheckSlow(policy.SlowConsumerStrategy, $"{key}:SlowConsumerStrategy", errors);
        CheckPrefetch(policy.QueuePrefetch, $"{key}:QueuePrefetch", errors);
        CheckPrefetch(policy.QueueBrowserPrefetch, $"{key}:QueueBrowserPrefetch", errors);
        CheckPrefetch(policy.TopicPrefetch, $"{key}:TopicPrefetch", errors);
        CheckPrefetch(policy.DurableTopicPrefetch, $"{key}:DurableTopicPrefetch", errors);
        if (policy.TimeBeforeDispatchStarts < TimeSpan.Zero || policy.TimeBeforeDispatchStarts > _longestBeforeStart)
        {
            errors.Add($"{key}:TimeBeforeDispatchStarts: {policy.TimeBeforeDispatchStarts:c} is out of range; write a time up to 01:00:00.");
        }

        if (policy.ConsumersBeforeDispatchStarts is < 0 or > MostConsumersBeforeStart)
        {
            errors.Add($"{key}:ConsumersBeforeDispatchStarts: {policy.ConsumersBeforeDispatchStarts} is out of range; write 0 to {MostConsumersBeforeStart}.");
        }

        if (policy.Topic.Length > 0) CheckQueuesOnly(policy, key, errors);
        else if (policy.Queue.Length > 0) CheckTopicsOnly(policy, key, errors);
    }

    private static void CheckGroups(MessageGroupMapOptions map, string key, List<string> errors)
    {
        if (map.Size is < 1 or > MostGroups)
        {
            errors.Add($"{key}:Size: {map.Size} is out of range; write 1 to {MostGroups}, or Kind=Simple for no limit.");
        }
        else if (map.Kind != MessageGroupMapKind.Cached && map.Size != MessageGroupMapOptions.DefaultSize)
        {
            errors.Add($"{key}:Size: means something with Kind=Cached only; remove it, or write Kind=Cached.");
        }
    }

    private static void CheckSlow(SlowConsumerStrategyOptions strategy, string key, List<string> errors)
    {
        if (strategy.MaxSlowCount is < -1 or 0) errors.Add($"{key}:MaxSlowCount: {strategy.MaxSlowCount} is out of range; write 1 or more, or -1 for any number.");
        if (strategy.MaxSlowDuration < TimeSpan.Zero || strategy.MaxSlowDuration > _longest)
        {
            errors.Add($"{key}:MaxSlowDuration: {strategy.MaxSlowDuration:c} is out of range; write a time up to 1.00:00:00, or 00:00:00 for any time.");
        }

        CheckPeriod(strategy.CheckPeriod, $"{key}:CheckPeriod", errors);
        CheckPeriod(strategy.MaxTimeSinceLastAck, $"{key}:MaxTimeSinceLastAck", errors);
        if (strategy.Kind != SlowConsumerStrategyKind.None && strategy.MaxSlowCount == -1 && strategy.MaxSlowDuration == TimeSpan.Zero)
        {
            errors.Add($"{key}: would never close a consumer; give a MaxSlowCount, a MaxSlowDuration, or Kind=None.");
        }

        if (strategy.Kind == SlowConsumerStrategyKind.None && strategy != new SlowConsumerStrategyOptions())
        {
            errors.Add($"{key}: its settings mean nothing with Kind=None; write Kind=AbortSlowConsumer or Kind=AbortSlowAckConsumer.");
        }

        var onlyForAcks = strategy.MaxTimeSinceLastAck != SlowConsumerStrategyOptions.DefaultMaxTimeSinceLastAck || !strategy.IgnoreIdleConsumers;
        if (strategy.Kind == SlowConsumerStrategyKind.AbortSlowConsumer && onlyForAcks)
        {
            errors.Add($"{key}: MaxTimeSinceLastAck and IgnoreIdleConsumers mean something with Kind=AbortSlowAckConsumer only; remove them, or write that.");
        }
    }

    private static void CheckPeriod(TimeSpan period, string key, List<string> errors)
    {
        if (period < _shortest || period > _longest) errors.Add($"{key}: {period:c} is out of range; write a time from 00:00:01 to 1.00:00:00.");
    }

    private static void CheckPrefetch(int prefetch, string key, List<string> errors)
    {
        if (prefetch is < 0 or > MostPrefetch) errors.Add($"{key}: {prefetch} is out of range; write 0 to {MostPrefetch}.");
    }

    private static void CheckQueuesOnly(DestinationPolicy policy, string key, List<string> errors)
    {
        var none = DestinationPolicy.Default;
        Check("MessageGroupMap", policy.MessageGroupMap == none.MessageGroupMap);
        Check("AllConsumersExclusiveByDefault", !policy.AllConsumersExclusiveByDefault);
        Check("UseConsumerPriority", policy.UseConsumerPriority);
        Check("StrictOrderDispatch", !policy.StrictOrderDispatch);
        Check("TimeBeforeDispatchStarts", policy.TimeBeforeDispatchStarts == TimeSpan.Zero);
        Check("ConsumersBeforeDispatchStarts", policy.ConsumersBeforeDispatchStarts == 0);
        Check("QueuePrefetch", policy.QueuePrefetch == none.QueuePrefetch);
        Check("QueueBrowserPrefetch", policy.QueueBrowserPrefetch == none.QueueBrowserPrefetch);

        void Check(string name, bool isDefault)
        {
            if (!isDefault) errors.Add($"{key}:{name}: means nothing for topics; put it into a policy with \"Queue\".");
        }
    }

    private static void CheckTopicsOnly(DestinationPolicy policy, string key, List<string> errors)
    {
        const string Form = "means nothing for queues; put it into a policy with \"Topic\".";
        if (policy.TopicPrefetch != DestinationPolicy.DefaultTopicPrefetch) errors.Add($"{key}:TopicPrefetch: {Form}");
        if (policy.DurableTopicPrefetch != DestinationPolicy.DefaultDurableTopicPrefetch) errors.Add($"{key}:DurableTopicPrefetch: {Form}");
    }
}

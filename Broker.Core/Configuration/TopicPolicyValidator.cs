namespace Broker.Core.Configuration;

/// <summary>The part of <see cref="DestinationPolicyValidator"/> that judges what concerns topics, and how long destinations live.</summary>
/// <remarks>A value that the chosen kind does not use is an error: it would be without effect.</remarks>
internal static class TopicPolicyValidator
{
    private const long LargestBuffer = 1024L * 1024 * 1024;
    private const int LargestCount = 1_000_000;
    private const double LargestMultiplier = 1000;

    public static void Check(DestinationPolicy policy, string key, List<string> errors)
    {
        CheckLifetime(policy, key, errors);
        CheckTopicsOnly(policy, key, errors);
        CheckRecovery(policy.SubscriptionRecoveryPolicy, $"{key}:SubscriptionRecoveryPolicy", errors);
        CheckPendingLimit(policy.PendingMessageLimitStrategy, $"{key}:PendingMessageLimitStrategy", errors);
        CheckEviction(policy.MessageEvictionStrategy, $"{key}:MessageEvictionStrategy", errors);
    }

    private static void CheckLifetime(DestinationPolicy policy, string key, List<string> errors)
    {
        if (policy.MaxDestinations < -1)
        {
            errors.Add($"{key}:MaxDestinations: {policy.MaxDestinations} is out of range; write a number, or -1 for no limit.");
        }

        if (policy.InactiveTimeoutBeforeGC < TimeSpan.FromSeconds(1) || policy.InactiveTimeoutBeforeGC > TimeSpan.FromDays(365))
        {
            errors.Add($"{key}:InactiveTimeoutBeforeGC: {policy.InactiveTimeoutBeforeGC:c} is out of range; write a time from 00:00:01 to 365.00:00:00.");
        }
    }

    private static void CheckTopicsOnly(DestinationPolicy policy, string key, List<string> errors)
    {
        if (policy.Queue.Length == 0) return;
        Refuse(policy.AlwaysRetroactive, "AlwaysRetroactive");
        Refuse(policy.SubscriptionRecoveryPolicy != DestinationPolicy.Default.SubscriptionRecoveryPolicy, "SubscriptionRecoveryPolicy");
        Refuse(policy.PendingMessageLimitStrategy != DestinationPolicy.Default.PendingMessageLimitStrategy, "PendingMessageLimitStrategy");
        Refuse(policy.MessageEvictionStrategy != DestinationPolicy.Default.MessageEvictionStrategy, "MessageEvictionStrategy");

        void Refuse(bool set, string name)
        {
            if (set) errors.Add($"{key}:{name}: is for topics alone; write it into a policy with Topic, or leave it out.");
        }
    }

    private static void CheckRecovery(SubscriptionRecoveryOptions options, string key, List<string> errors)
    {
        var standard = DestinationPolicy.Default.SubscriptionRecoveryPolicy;
        if (options.MaximumSize is < 1024 or > LargestBuffer)
        {
            errors.Add($"{key}:MaximumSize: {options.MaximumSize} is out of range; write a size from 1kb to 1gb.");
        }
        else if (options.MaximumSize != standard.MaximumSize && options.Kind != SubscriptionRecoveryKind.FixedSized)
        {
            errors.Add($"{key}:MaximumSize: has an effect with Kind=FixedSized alone; Kind is {options.Kind}.");
        }

        if (options.MaximumCount is < 1 or > LargestCount)
        {
            errors.Add($"{key}:MaximumCount: {options.MaximumCount} is out of range; write a number from 1 to {LargestCount}.");
        }
        else if (options.MaximumCount != standard.MaximumCount && options.Kind != SubscriptionRecoveryKind.FixedCount)
        {
            errors.Add($"{key}:MaximumCount: has an effect with Kind=FixedCount alone; Kind is {options.Kind}.");
        }

        if (options.RecoverDuration < TimeSpan.FromMilliseconds(1) || options.RecoverDuration > TimeSpan.FromDays(1))
        {
            errors.Add($"{key}:RecoverDuration: {options.RecoverDuration:c} is out of range; write a time up to 1.00:00:00.");
        }
        else if (options.RecoverDuration != standard.RecoverDuration && options.Kind != SubscriptionRecoveryKind.Timed)
        {
            errors.Add($"{key}:RecoverDuration: has an effect with Kind=Timed alone; Kind is {options.Kind}.");
        }
    }

    private static void CheckPendingLimit(PendingMessageLimitOptions options, string key, List<string> errors)
    {
        if (options.Limit < -1)
        {
            errors.Add($"{key}:Limit: {options.Limit} is out of range; write a number of messages, or -1 for no limit.");
        }

        if (options.Multiplier is not (-1 or (>= 0 and <= LargestMultiplier)))
        {
            errors.Add($"{key}:Multiplier: {options.Multiplier} is out of range; write a multiple of the prefetch from 0 to {LargestMultiplier}, or -1 for no limit.");
        }
        else if (options is { Limit: >= 0, Multiplier: >= 0 })
        {
            errors.Add($"{key}: has both Limit and Multiplier; write one of them.");
        }
    }

    private static void CheckEviction(MessageEvictionOptions options, string key, List<string> errors)
    {
        var byProperty = options.Kind == MessageEvictionKind.UniqueProperty;
        if (byProperty && string.IsNullOrWhiteSpace(options.PropertyName))
        {
            errors.Add($"{key}:PropertyName: is empty; with Kind=UniqueProperty write the name of the property that says what a message is about.");
        }
        else if (!byProperty && options.PropertyName.Length > 0)
        {
            errors.Add($"{key}:PropertyName: has an effect with Kind=UniqueProperty alone; Kind is {options.Kind}.");
        }
    }
}

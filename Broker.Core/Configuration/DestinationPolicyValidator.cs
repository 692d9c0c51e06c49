using Broker.Core.Messages;

namespace Broker.Core.Configuration;

/// <summary>The part of <see cref="BrokerOptionsValidator"/> that judges destination policies.</summary>
internal static partial class DestinationPolicyValidator
{
    private const long LeastMemory = 64 * 1024;

    public static void Check(IReadOnlyList<DestinationPolicy> policies, List<string> errors)
    {
        var patterns = new Dictionary<string, int>(StringComparer.Ordinal);
        for (var i = 0; i < policies.Count; i++)
        {
            var key = $"Broker:DestinationPolicies:{i}";
            if (CheckPattern(policies[i], key, errors) is { } pattern && !patterns.TryAdd(pattern, i))
            {
                errors.Add($"{key}: policy {patterns[pattern]} is for {pattern} too; put both into one.");
            }

            CheckValues(policies[i], key, errors);
            CheckConsumers(policies[i], key, errors);
            TopicPolicyValidator.Check(policies[i], key, errors);
        }
    }

    /// <summary>The destination form of the pattern, such as "queue://orders.>"; null when there is not exactly one.</summary>
    private static string? CheckPattern(DestinationPolicy policy, string key, List<string> errors)
    {
        if (policy.Queue.Length > 0 == policy.Topic.Length > 0)
        {
            errors.Add($"{key}: needs either Queue or Topic, and not both; write \"Queue\": \">\" for all queues.");
            return null;
        }

        var (property, pattern) = policy.Queue.Length > 0 ? ("Queue", policy.Queue) : ("Topic", policy.Topic);
        if (DestinationPattern.IsWellFormed(pattern, out var error)) return $"{property.ToLowerInvariant()}://{pattern}";
        errors.Add($"{key}:{property}: {error}.");
        return null;
    }

    private static void CheckValues(DestinationPolicy policy, string key, List<string> errors)
    {
        if (policy.MemoryLimit < LeastMemory)
        {
            errors.Add($"{key}:MemoryLimit: {policy.MemoryLimit} is out of range; write at least 64kb.");
        }

        if (policy.ExpireMessagesPeriod < TimeSpan.Zero || policy.ExpireMessagesPeriod > TimeSpan.FromDays(1))
        {
            errors.Add($"{key}:ExpireMessagesPeriod: {policy.ExpireMessagesPeriod:c} is out of range; write a time up to 1.00:00:00, or 00:00:00 to search never.");
        }

        DeadLetterStrategyValidator.Check(policy.DeadLetterStrategy, $"{key}:DeadLetterStrategy", errors);
        RedeliveryPolicyValidator.Check(policy, $"{key}:Redelivery", errors);
        CheckFlowControl(policy, key, errors);
    }

    private static void CheckFlowControl(DestinationPolicy policy, string key, List<string> errors)
    {
        if (policy.SendFailIfNoSpaceAfterTimeout is { } timeout && (timeout < TimeSpan.Zero || timeout > TimeSpan.FromDays(1)))
        {
            errors.Add($"{key}:SendFailIfNoSpaceAfterTimeout: {timeout:c} is out of range; write a time up to 1.00:00:00, or 00:00:00 to wait for ever.");
        }

        if (policy.StoreUsageHighWaterMark is < 1 or > DestinationPolicy.WholeStore)
        {
            errors.Add($"{key}:StoreUsageHighWaterMark: {policy.StoreUsageHighWaterMark} is out of range; write a percentage from 1 to 100.");
        }

        if (policy.BlockedProducerWarningInterval < TimeSpan.Zero || policy.BlockedProducerWarningInterval > TimeSpan.FromDays(1))
        {
            errors.Add($"{key}:BlockedProducerWarningInterval: {policy.BlockedProducerWarningInterval:c} is out of range; write a time up to 1.00:00:00, or 00:00:00 to tell never.");
        }
    }
}

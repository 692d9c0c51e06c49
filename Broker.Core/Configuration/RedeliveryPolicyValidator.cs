namespace Broker.Core.Configuration;

/// <summary>The part of <see cref="BrokerOptionsValidator"/> that judges redelivery by the broker.</summary>
internal static class RedeliveryPolicyValidator
{
    private const int MostRedeliveries = 1_000_000;
    private const double LargestMultiplier = 100;
    private static readonly TimeSpan _longest = TimeSpan.FromDays(100);

    public static void Check(DestinationPolicy destinations, string key, List<string> errors)
    {
        var policy = destinations.Redelivery;
        if (!policy.Enabled && policy != new RedeliveryPolicy()) errors.Add($"{key}: has settings, but Enabled is false; write true or remove them.");
        if (policy.Enabled && destinations.Topic.Length > 0)
        {
            errors.Add($"{key}: a topic would send the message to all its subscribers again; write the policy for queues.");
        }

        if (policy.MaximumRedeliveries is < -1 or > MostRedeliveries)
        {
            errors.Add($"{key}:MaximumRedeliveries: {policy.MaximumRedeliveries} is out of range; write 0 to {MostRedeliveries}, or -1 for no end.");
        }

        CheckTime(policy.InitialRedeliveryDelay, $"{key}:InitialRedeliveryDelay", errors);
        CheckTime(policy.RedeliveryDelay, $"{key}:RedeliveryDelay", errors);
        CheckTime(policy.MaximumRedeliveryDelay, $"{key}:MaximumRedeliveryDelay", errors);
        if (policy.BackOffMultiplier is not (>= 1 and <= LargestMultiplier))
        {
            errors.Add($"{key}:BackOffMultiplier: {policy.BackOffMultiplier} is out of range; write 1 to {LargestMultiplier}.");
        }

        if (policy.CollisionAvoidancePercent is < 0 or > 100)
        {
            errors.Add($"{key}:CollisionAvoidancePercent: {policy.CollisionAvoidancePercent} is out of range; write 0 to 100.");
        }
    }

    private static void CheckTime(TimeSpan time, string key, List<string> errors)
    {
        if (time >= TimeSpan.Zero && time <= _longest) return;
        errors.Add($"{key}: {time:c} is out of range; write a time up to {_longest:c}.");
    }
}

using Broker.Core.Messages;

namespace Broker.Core.Configuration;

/// <summary>The part of <see cref="BrokerOptionsValidator"/> that judges dead-letter strategies.</summary>
internal static class DeadLetterStrategyValidator
{
    private static readonly TimeSpan _longest = TimeSpan.FromDays(36500);

    public static void Check(DeadLetterStrategy strategy, string key, List<string> errors)
    {
        CheckQueue(strategy.Queue, $"{key}:Queue", errors);
        CheckAround(strategy.QueuePrefix, strategy.QueueSuffix, $"{key}:QueuePrefix", errors);
        CheckAround(strategy.TopicPrefix, strategy.TopicSuffix, $"{key}:TopicPrefix", errors);
        if (strategy.Expiration < TimeSpan.Zero || strategy.Expiration > _longest)
        {
            errors.Add($"{key}:Expiration: {strategy.Expiration:c} is out of range; write a time up to {_longest:c}, or 00:00:00 for ever.");
        }
    }

    private static void CheckQueue(string queue, string key, List<string> errors)
    {
        if (!DestinationPattern.IsWellFormed(queue, out var error)) errors.Add($"{key}: {error}.");
        else if (new DestinationPattern(queue).IsWildcard)
        {
            errors.Add($"{key}: '{queue}' stands for many queues; write the name of one, such as ActiveMQ.DLQ.");
        }
    }

    private static void CheckAround(string prefix, string suffix, string key, List<string> errors)
    {
        const string AnyName = "X";
        var name = prefix + AnyName + suffix;
        if (prefix.Length + suffix.Length == 0) errors.Add($"{key}: is empty, and so is the suffix: dead letters would stay where they died; write one, such as DLQ.");
        else if (!DestinationPattern.IsWellFormed(name, out var error)) errors.Add($"{key}: makes no name around {AnyName}: {error}.");
        else if (new DestinationPattern(name).IsWildcard) errors.Add($"{key}: '{name}' stands for many; write prefix and suffix without wildcards.");
    }
}

using Broker.Core.Configuration;
using Broker.Core.Messages;
using Broker.Core.Storage;

namespace Broker.Core.Destinations;

/// <summary>Has the scheduler bring a message back to the queue where a consumer gave it up. Source: ActiveMQ's RedeliveryPlugin, behaviours B4.</summary>
internal static class Redelivery
{
    private const string DelayProperty = "redeliveryDelay";

    /// <summary>The job that brings it back, counted as one more delivery that failed.</summary>
    public static ScheduledJob Plan(QueueEntry entry, RedeliveryPolicy policy, DateTimeOffset now)
    {
        var delay = policy.DelayAfter(entry.RedeliveryCounter, (Random.Shared.NextDouble() * 2) - 1);
        var message = entry.Message.Copy();
        message.RedeliveryCounter = entry.RedeliveryCounter + 1;
        message.Transaction = null;
        message.Properties = WithDelay(message.Properties, delay);
        return new()
        {
            // Copies of one message that were given up in several queues come back each for itself.
            Id = $"{ScheduledJob.RedeliveryPrefix}{Guid.NewGuid():N}",
            Due = (now + delay).ToUnixTimeMilliseconds(),
            Created = now.ToUnixTimeMilliseconds(),
            Message = message,
        };
    }

    private static byte[]? WithDelay(byte[]? properties, TimeSpan delay)
    {
        try
        {
            return MessageProperties.Replace(properties, DelayProperty, (long)delay.TotalMilliseconds);
        }
        catch (FormatException)
        {
            // What its client wrote so comes back as it is.
            return properties;
        }
    }
}

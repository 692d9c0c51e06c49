using Broker.Core.Configuration;
using Broker.Core.Messages;

namespace Broker.Core.Routing;

/// <summary>Puts the broker's time on messages. Source: ActiveMQ's TimeStampingBrokerPlugin, behaviours B7.</summary>
internal static class TimeStamp
{
    /// <summary>Moves a message's timestamp to now, and its end by as much, within the limits.</summary>
    public static void Renew(Message message, TimeStampingOptions options, long nowMilliseconds)
    {
        if (message.Timestamp <= 0 || (!options.ProcessNetworkMessages && message.BrokerPath is { Count: > 0 })) return;
        var life = message.Expiration > 0
            ? message.Expiration - message.Timestamp
            : (long)options.ZeroExpirationOverride.TotalMilliseconds;
        var ceiling = (long)options.TtlCeiling.TotalMilliseconds;
        if (ceiling > 0) life = Math.Min(life, ceiling);
        var end = nowMilliseconds + life;
        if (options.FutureOnly && end <= message.Expiration) return;
        if (life > 0) message.Expiration = end;
        message.Timestamp = nowMilliseconds;
    }
}

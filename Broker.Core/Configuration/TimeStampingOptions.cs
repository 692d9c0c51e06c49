namespace Broker.Core.Configuration;

/// <summary>Replaces the times that clients write on messages, by clocks that may be wrong, by the broker's.</summary>
/// <remarks>
/// The time a message may live stays what its client gave it, but for the two limits here. A message without a timestamp, and one that is sent
/// to a dead-letter queue, is left as it is. Source: ActiveMQ's timeStampingBrokerPlugin.
/// </remarks>
public sealed record TimeStampingOptions
{
    /// <summary>Default: false, as ActiveMQ without the plugin.</summary>
    public bool Enabled { get; init; }

    /// <summary>How long a message may live whose client set no end. Range: up to 100 years; zero, the default, leaves it without one, as ActiveMQ.</summary>
    public TimeSpan ZeroExpirationOverride { get; init; }

    /// <summary>How long any message with an end may live at most. Range: up to 100 years; zero, the default, means no ceiling, as ActiveMQ.</summary>
    public TimeSpan TtlCeiling { get; init; }

    /// <summary>A message is restamped only when that makes its end later. Default: false, as ActiveMQ.</summary>
    public bool FutureOnly { get; init; }

    /// <summary>Messages from other brokers are restamped too. Default: false, as ActiveMQ.</summary>
    public bool ProcessNetworkMessages { get; init; }
}

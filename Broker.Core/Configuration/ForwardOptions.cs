using Broker.Core.Messages;

namespace Broker.Core.Configuration;

/// <summary>Where a composite destination forwards to. Exactly one of <see cref="Queue"/> and <see cref="Topic"/> is set.</summary>
/// <remarks>Source: ActiveMQ's forwardTo and, with a selector, filteredDestination.</remarks>
public sealed record ForwardOptions
{
    public string Queue { get; init; } = "";

    public string Topic { get; init; } = "";

    /// <summary>Only the messages that it matches. Empty: all.</summary>
    public string Selector { get; init; } = "";

    /// <summary>The destination that <see cref="Queue"/> or <see cref="Topic"/> names.</summary>
    internal Destination Destination => Queue.Length > 0 ? Destination.Queue(Queue) : Destination.Topic(Topic);
}

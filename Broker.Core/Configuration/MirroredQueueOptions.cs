namespace Broker.Core.Configuration;

/// <summary>Queues of which every message is also published on a topic named after the queue. Source: ActiveMQ's mirroredQueue.</summary>
/// <remarks>A queue that a topic feeds is not mirrored: it would show once more what a topic shows already.</remarks>
public sealed record MirroredQueueOptions
{
    /// <summary>Name or pattern of the queues. Default: all.</summary>
    public string Name { get; init; } = ">";

    /// <summary>What the topic's name has before the queue's. Default: "VirtualTopic.Mirror.", as ActiveMQ.</summary>
    public string Prefix { get; init; } = "VirtualTopic.Mirror.";

    /// <summary>What the topic's name has after the queue's. Default: nothing, as ActiveMQ.</summary>
    public string Postfix { get; init; } = "";
}

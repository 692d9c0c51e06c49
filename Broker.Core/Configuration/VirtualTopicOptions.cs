namespace Broker.Core.Configuration;

/// <summary>Topics whose messages also go to every queue that is named after them, so that each queue's consumers share a copy.</summary>
/// <remarks>Source: ActiveMQ's virtualTopic.</remarks>
public sealed record VirtualTopicOptions
{
    /// <summary>Name or pattern of the topics. Default: "VirtualTopic.>", as the virtual topic that ActiveMQ has without any configured.</summary>
    public string Name { get; init; } = "VirtualTopic.>";

    /// <summary>What a queue's name has before the topic's; '*' stands for one level. Default: "Consumer.*.", as ActiveMQ.</summary>
    public string Prefix { get; init; } = "Consumer.*.";

    /// <summary>What a queue's name has after the topic's. Default: nothing, as ActiveMQ.</summary>
    public string Postfix { get; init; } = "";

    /// <summary>
    /// A queue gets only what one of the consumers wants that it has or had; one that never had a consumer gets everything. What they want is
    /// kept in the store until the queue is removed. Default: false, as ActiveMQ.
    /// </summary>
    public bool SelectorAware { get; init; }

    /// <summary>Messages that came from another broker are left out, because that broker fed its queues already. Default: false, as ActiveMQ.</summary>
    public bool Local { get; init; }
}

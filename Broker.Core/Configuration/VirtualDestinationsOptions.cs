namespace Broker.Core.Configuration;

/// <summary>Section "Broker:VirtualDestinations": names whose sends reach other destinations.</summary>
/// <remarks>Source: ActiveMQ's destinationInterceptors. What it leaves out, and why, is in docs/activemq-policies.md.</remarks>
public sealed record VirtualDestinationsOptions
{
    /// <summary>Virtual topics are at work. Default: true, as ActiveMQ.</summary>
    public bool UseVirtualTopics { get; init; } = true;

    /// <summary>None configured: one with every default, so that <c>VirtualTopic.X</c> feeds <c>Consumer.*.VirtualTopic.X</c>.</summary>
    public IReadOnlyList<VirtualTopicOptions> VirtualTopics { get; init; } = [];

    /// <summary>The virtual topics that hold: those configured, the default one, or none.</summary>
    internal IReadOnlyList<VirtualTopicOptions> ActiveVirtualTopics =>
        !UseVirtualTopics ? [] : VirtualTopics.Count > 0 ? VirtualTopics : [new()];

    /// <summary>Queues whose messages go to other destinations.</summary>
    public IReadOnlyList<CompositeDestinationOptions> CompositeQueues { get; init; } = [];

    /// <summary>Topics whose messages go to other destinations.</summary>
    public IReadOnlyList<CompositeDestinationOptions> CompositeTopics { get; init; } = [];

    /// <summary>Queues whose messages are shown on a topic too. Default: none, as ActiveMQ.</summary>
    public IReadOnlyList<MirroredQueueOptions> MirroredQueues { get; init; } = [];
}

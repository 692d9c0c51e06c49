namespace Broker.Core.Configuration;

/// <summary>A queue or topic whose messages are forwarded. Source: ActiveMQ's compositeQueue and compositeTopic.</summary>
public sealed record CompositeDestinationOptions
{
    /// <summary>Its name, or a pattern.</summary>
    public string Name { get; init; } = "";

    /// <summary>Where its messages go; at least one.</summary>
    public IReadOnlyList<ForwardOptions> ForwardTo { get; init; } = [];

    /// <summary>It keeps nothing for itself. Default: true, as ActiveMQ.</summary>
    public bool ForwardOnly { get; init; } = true;

    /// <summary>It keeps for itself what no selector below <see cref="ForwardTo"/> wants, and nothing else. Default: false, as ActiveMQ.</summary>
    public bool SendWhenNotMatched { get; init; }
}

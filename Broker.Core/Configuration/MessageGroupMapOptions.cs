namespace Broker.Core.Configuration;

/// <summary>How a queue remembers which consumer owns which message group. Source: ActiveMQ's messageGroupMapFactoryType.</summary>
public sealed record MessageGroupMapOptions
{
    /// <summary>Default: Cached, as ActiveMQ.</summary>
    public MessageGroupMapKind Kind { get; init; } = MessageGroupMapKind.Cached;

    /// <summary>
    /// Most groups that are remembered while nothing of them is in flight; beyond it the one that has been idle longest is forgotten,
    /// and its next message may go to another consumer. A group with messages in flight is never forgotten, so its order holds.
    /// </summary>
    /// <remarks>
    /// Unit: groups, some 200 bytes each. Range: 1 to 10,000,000. Default: 65536; ActiveMQ's cacheSize is 1024 and takes groups from
    /// owners that hold messages of them. For Kind Cached only.
    /// </remarks>
    public int Size { get; init; } = DefaultSize;

    internal const int DefaultSize = 65536;
}

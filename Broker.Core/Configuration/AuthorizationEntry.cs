namespace Broker.Core.Configuration;

/// <summary>Rights on the destinations of a name pattern.</summary>
/// <remarks>Exactly one of <see cref="Queue"/> and <see cref="Topic"/> is set.</remarks>
public sealed record AuthorizationEntry : AccessGroups
{
    /// <summary>Pattern of queue names; '*' stands for one level, '>' for the rest.</summary>
    public string Queue { get; init; } = "";

    /// <summary>Pattern of topic names.</summary>
    public string Topic { get; init; } = "";

    /// <summary>The destination form of the pattern, such as "queue://orders.>".</summary>
    public override string ToString() => Queue.Length > 0 ? $"queue://{Queue}" : $"topic://{Topic}";
}

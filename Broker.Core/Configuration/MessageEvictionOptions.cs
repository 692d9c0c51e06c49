namespace Broker.Core.Configuration;

/// <summary>Which message is thrown away when more wait for a consumer than may; expired ones always go first.</summary>
public sealed record MessageEvictionOptions
{
    /// <summary>Default: the oldest, as ActiveMQ.</summary>
    public MessageEvictionKind Kind { get; init; }

    /// <summary>For <see cref="MessageEvictionKind.UniqueProperty"/>: the property's name.</summary>
    public string PropertyName { get; init; } = "";
}

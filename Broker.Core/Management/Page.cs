namespace Broker.Core.Management;

/// <summary>Part of a list, with the size of the whole.</summary>
public sealed record Page<T>(IReadOnlyList<T> Items, int Total);

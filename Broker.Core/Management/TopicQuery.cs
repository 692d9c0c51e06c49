namespace Broker.Core.Management;

/// <summary>Which topics to list, by name.</summary>
/// <param name="Filter">Part of the name, case-insensitive; null or empty for all.</param>
/// <param name="Skip">How many to leave out from the start.</param>
/// <param name="Take">1 to 500.</param>
public sealed record TopicQuery(string? Filter = null, int Skip = 0, int Take = 50);

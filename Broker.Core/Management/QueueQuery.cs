namespace Broker.Core.Management;

/// <summary>Which queues to list.</summary>
/// <param name="Filter">Part of the name, case-insensitive; null or empty for all.</param>
/// <param name="Sort">By what.</param>
/// <param name="Descending">Largest first.</param>
/// <param name="Skip">How many to leave out from the start.</param>
/// <param name="Take">1 to 500.</param>
public sealed record QueueQuery(string? Filter = null, QueueSort Sort = QueueSort.Name, bool Descending = false, int Skip = 0, int Take = 50);

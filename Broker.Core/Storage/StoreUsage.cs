namespace Broker.Core.Storage;

/// <summary>How much a store takes and may take.</summary>
/// <param name="UsedBytes">On the medium now, including what is reclaimable but not yet reclaimed.</param>
/// <param name="LimitBytes">The configured ceiling; 0 means only the medium limits it.</param>
/// <param name="WriteError">Why writes fail at present, in one sentence; null while they succeed.</param>
public readonly record struct StoreUsage(long UsedBytes, long LimitBytes, string? WriteError);

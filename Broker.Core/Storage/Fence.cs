namespace Broker.Core.Storage;

/// <summary>Which tenure of mastership a write belongs to. The store refuses an older one.</summary>
/// <param name="Epoch">Grows by one with every takeover of the store; the first tenure has 1.</param>
public readonly record struct Fence(long Epoch);

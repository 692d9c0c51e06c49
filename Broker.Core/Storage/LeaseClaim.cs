namespace Broker.Core.Storage;

/// <summary>The answer to one attempt to become master.</summary>
/// <param name="Fence">The new tenure; null when the store is not to be had.</param>
/// <param name="Obstacle">Why not, in one sentence; null when it was had.</param>
/// <param name="Holder">The node that holds the store or held it last; null when nobody did.</param>
public sealed record LeaseClaim(Fence? Fence, string? Obstacle, string? Holder);

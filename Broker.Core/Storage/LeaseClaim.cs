namespace Broker.Core.Storage;

/// <summary>The answer to one attempt to become master.</summary>
/// <param name="Fence">The new tenure; null when the store is not to be had.</param>
/// <param name="Obstacle">Why not, in one sentence; null when it was had.</param>
/// <param name="Holder">The node that holds the store or held it last; null when nobody did.</param>
/// <param name="Silence">How long this node has seen the holder without a sign of life; 0 when there is none, or it has given the store back.</param>
public sealed record LeaseClaim(Fence? Fence, string? Obstacle, string? Holder, TimeSpan Silence = default);

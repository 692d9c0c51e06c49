namespace Broker.Core.Destinations;

/// <summary>The last message an ending consumer's application saw; those up to it count as one delivery more.</summary>
/// <param name="Value">
/// A sequence, or <see cref="None"/>, or <see cref="Unknown"/>. Source: OpenWire RemoveInfo.lastDeliveredSequenceId.
/// </param>
public readonly record struct LastDelivered(long Value)
{
    /// <summary>Nothing reached the application.</summary>
    public static LastDelivered None => new(-1);

    /// <summary>Anything may have reached it: all counts.</summary>
    public static LastDelivered Unknown => new(-2);

    internal bool Includes(long sequence) => this == Unknown || (Value >= 0 && sequence <= Value);
}

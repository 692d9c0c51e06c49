namespace Broker.Tests.Codec;

/// <summary>One of the four ways in which a frame may be laid out.</summary>
/// <param name="Tight">Tight encoding, else loose.</param>
/// <param name="Cached">With object cache.</param>
public readonly record struct WireMode(bool Tight, bool Cached)
{
    public static IReadOnlyList<WireMode> All { get; } = [default, new(false, true), new(true, false), new(true, true)];

    /// <summary>As in the columns of openwire-vectors.txt.</summary>
    public override string ToString() => $"{(Tight ? 'T' : 'L')} {(Cached ? 'C' : '-')}";
}

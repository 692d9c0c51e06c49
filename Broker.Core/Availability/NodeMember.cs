using Broker.Core.Storage;

namespace Broker.Core.Availability;

/// <summary>A node as another one sees it: what it told last, and for how long it has told nothing.</summary>
internal sealed class NodeMember(NodeEntry entry)
{
    /// <summary>Silence after which a node counts as gone: three beats and a half.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(3.5);

    // What one look at the registry may add to a silence: while it was out of reach nobody could tell anything.
    private static readonly TimeSpan _longestLook = TimeSpan.FromSeconds(1.5);

    private long _beats = entry.Beats;

    public NodeBeat Beat { get; private set; } = entry.Beat;

    public TimeSpan Silence { get; private set; }

    public bool IsAlive => Silence < Patience;

    /// <param name="entry">What the registry says now.</param>
    /// <param name="sinceLast">Time from the look before to this one.</param>
    public void Observe(NodeEntry entry, TimeSpan sinceLast)
    {
        var told = entry.Beats != _beats || entry.Beat.Incarnation != Beat.Incarnation;
        Silence = told ? TimeSpan.Zero : Silence + (sinceLast < _longestLook ? sinceLast : _longestLook);
        _beats = entry.Beats;
        Beat = entry.Beat;
    }
}

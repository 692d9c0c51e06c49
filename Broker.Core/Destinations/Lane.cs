namespace Broker.Core.Destinations;

/// <summary>A part of a backlog that is served in sequence order: all of it, or one priority of it.</summary>
/// <remarks>
/// <code>
///   sequence ─────────────────────────────────────────────►
///   [ in memory: Waiting, or in flight ] [ in the store alone ]
///                            LoadedThrough ┘
/// </code>
/// Guarded by the backlog's lock.
/// </remarks>
internal sealed class Lane(byte? priority)
{
    private const long Everything = long.MaxValue;

    /// <summary>Null: all priorities.</summary>
    public byte? Priority { get; } = priority;

    public EntryList Waiting { get; } = new();

    /// <summary>No message of the store up to this sequence is missing in memory.</summary>
    public long LoadedThrough { get; set; } = Everything;

    /// <summary>The largest sequence that has stood in the row. A message announced with a smaller one comes late: it belongs into memory.</summary>
    public long Newest { get; set; }

    /// <summary>Nothing of the row waits in memory; entries picked from further back do not count.</summary>
    public bool IsDry => Waiting.First is not { } first || first.Sequence > LoadedThrough;

    /// <summary>All of the lane is in memory.</summary>
    public bool IsComplete => LoadedThrough == Everything;

    /// <summary>Counts messages left to the store alone; tells a reader that the store grew meanwhile.</summary>
    public long LeftOut { get; set; }

    public void MarkComplete() => LoadedThrough = Everything;
}

namespace Broker.Storage.Journal;

/// <summary>Where the journal lies and how large its parts are.</summary>
public sealed record JournalOptions
{
    /// <summary>Smallest <see cref="SegmentSizeBytes"/>.</summary>
    public const int MinSegmentSizeBytes = 4096;

    /// <summary>Largest <see cref="SegmentSizeBytes"/>.</summary>
    public const int MaxSegmentSizeBytes = 1024 * 1024 * 1024;

    /// <summary>The journal's directory, which several nodes may share; created when missing. The files of the log are in a directory of their epoch within it.</summary>
    public required string Directory { get; init; }

    /// <summary>Size of one segment file, allocated in full before it is written.</summary>
    /// <remarks>
    /// Unit: bytes. Range: 4 KiB to 1 GiB. Default: 64 MiB (ActiveMQ's journalMaxFileLength is 32 MiB). A larger record gets a
    /// segment of its own; under a small <see cref="StoreLimitBytes"/> segments are at most an eighth of it.
    /// </remarks>
    public int SegmentSizeBytes { get; init; } = 64 * 1024 * 1024;

    /// <summary>Most bytes of records kept; appends beyond it are refused until messages are consumed. 0: only the disk.</summary>
    public long StoreLimitBytes { get; init; }

    /// <summary>A checkpoint is taken when so many bytes were written since the last one.</summary>
    /// <remarks>Unit: bytes. Default: 256 MiB. With a large index the distance grows, see <see cref="CheckpointSizeFactor"/>.</remarks>
    public long CheckpointDistanceBytes { get; init; } = 256L * 1024 * 1024;

    /// <summary>The distance is at least so many times the size of the last checkpoint, so that writing them stays a small share.</summary>
    public int CheckpointSizeFactor { get; init; } = 4;

    /// <summary>Emptied segment files kept for use again, which saves allocating and filling new ones. Default: 2.</summary>
    public int SpareSegments { get; init; } = 2;

    internal int EffectiveSegmentBytes => StoreLimitBytes == 0
        ? SegmentSizeBytes
        : (int)Math.Min(SegmentSizeBytes, Math.Max(MinSegmentSizeBytes, StoreLimitBytes / 8));
}

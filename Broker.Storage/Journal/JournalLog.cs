using Microsoft.Extensions.Logging;

namespace Broker.Storage.Journal;

/// <summary>Log events of the journal: 2000 to 2099. Next free: 2010.</summary>
internal static partial class JournalLog
{
    [LoggerMessage(2000, LogLevel.Information, "Opened {Directory}: {Messages} messages in {Milliseconds} ms, {Records} records replayed, {TornBytes} bytes of an unfinished write dropped.")]
    public static partial void Opened(ILogger logger, string directory, long messages, long milliseconds, long records, long tornBytes);

    [LoggerMessage(2001, LogLevel.Error, "{Damage}")]
    public static partial void Damaged(ILogger logger, string damage);

    [LoggerMessage(2002, LogLevel.Error, "Writing failed, everything of the group was refused: {Reason}")]
    public static partial void WriteFailed(ILogger logger, string reason, Exception error);

    [LoggerMessage(2003, LogLevel.Information, "Writing succeeds again.")]
    public static partial void WriteRecovered(ILogger logger);

    [LoggerMessage(2004, LogLevel.Error, "Something that waited for a write failed when it was told of it.")]
    public static partial void CompletionFailed(ILogger logger, Exception error);

    [LoggerMessage(2005, LogLevel.Debug, "Checkpoint {Number}: {Entries} entries, {Bytes} bytes, replay begins at {Position}.")]
    public static partial void CheckpointTaken(ILogger logger, uint number, long entries, long bytes, JournalLocation position);

    [LoggerMessage(2006, LogLevel.Warning, "Housekeeping of the journal failed and will be tried again: {Reason}")]
    public static partial void HousekeepingFailed(ILogger logger, string reason, Exception error);

    [LoggerMessage(2007, LogLevel.Debug, "Segment {Segment} is reclaimed.")]
    public static partial void SegmentReclaimed(ILogger logger, uint segment);

    [LoggerMessage(2008, LogLevel.Debug, "Segment {Segment} is compacted: {Records} records move on.")]
    public static partial void SegmentCompacted(ILogger logger, uint segment, long records);

    [LoggerMessage(2009, LogLevel.Information, "This node begins epoch {Epoch} of {Directory}, after {Holder}.")]
    public static partial void EpochBegun(ILogger logger, string directory, long epoch, string holder);
}

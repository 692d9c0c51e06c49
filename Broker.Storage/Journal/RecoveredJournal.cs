namespace Broker.Storage.Journal;

/// <summary>Where the writer goes on after recovery, and what was found.</summary>
/// <param name="End">End of the log; it goes on in a new segment, whatever lies behind it stays untouched and unread.</param>
/// <param name="Sequence">Largest sequence known.</param>
/// <param name="Records">Records replayed.</param>
/// <param name="ReplayedBytes">Bytes of the log that were read for it.</param>
/// <param name="TornTailBytes">Bytes of an unfinished write.</param>
/// <param name="Checkpoints">Sound checkpoints, newest first.</param>
/// <param name="LastCheckpointNumber">Largest number not to be given again.</param>
internal sealed record RecoveredJournal(
    JournalLocation End, long Sequence, long Records, long ReplayedBytes, long TornTailBytes,
    IReadOnlyList<CheckpointInfo> Checkpoints, uint LastCheckpointNumber);

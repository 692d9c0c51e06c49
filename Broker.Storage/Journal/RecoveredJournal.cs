namespace Broker.Storage.Journal;

/// <summary>Where the writer goes on after recovery, and what was found.</summary>
/// <param name="End">End of the log.</param>
/// <param name="Active">The segment to go on in; null begins a new one, as after every unclean end.</param>
/// <param name="Sequence">Largest sequence known.</param>
/// <param name="Records">Records replayed.</param>
/// <param name="ReplayedBytes">Bytes of the log that were read for it.</param>
/// <param name="TornTailBytes">Bytes of an unfinished write.</param>
/// <param name="Checkpoints">Sound checkpoints, newest first.</param>
/// <param name="LastCheckpointNumber">Largest number seen among them, damaged ones included.</param>
internal sealed record RecoveredJournal(
    JournalLocation End, JournalSegment? Active, long Sequence, long Records, long ReplayedBytes, long TornTailBytes,
    IReadOnlyList<CheckpointInfo> Checkpoints, uint LastCheckpointNumber);

namespace Broker.Storage.Journal;

/// <summary>A checkpoint on disk: its number, where replay begins, its size.</summary>
internal sealed record CheckpointInfo(uint Number, JournalLocation Position, long SizeBytes);

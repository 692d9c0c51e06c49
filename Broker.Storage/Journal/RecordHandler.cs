namespace Broker.Storage.Journal;

/// <summary>Takes a sound record and its place.</summary>
internal delegate void RecordHandler(ReadOnlySpan<byte> record, JournalLocation location);

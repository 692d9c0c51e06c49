namespace Broker.Storage.Journal;

/// <summary>A segment file as recovery finds it.</summary>
/// <param name="Number">From its name.</param>
/// <param name="Path">Where.</param>
/// <param name="Previous">Where its header says the one before ends; null when the header is damaged.</param>
internal sealed record SegmentFile(uint Number, string Path, JournalLocation? Previous);

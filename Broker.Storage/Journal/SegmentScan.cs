namespace Broker.Storage.Journal;

/// <summary>What a scan of one segment found.</summary>
/// <param name="End">Where the last sound record ends.</param>
/// <param name="Gaps">Stretches of damage with sound records behind them.</param>
/// <param name="TrailingBytes">Bytes behind <paramref name="End"/> that are neither records nor zeros: an unfinished write.</param>
internal sealed record SegmentScan(long End, IReadOnlyList<(long From, long To)> Gaps, long TrailingBytes);

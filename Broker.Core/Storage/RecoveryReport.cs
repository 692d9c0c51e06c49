namespace Broker.Core.Storage;

/// <summary>What opening a store found.</summary>
/// <param name="Messages">Messages recovered, over all destinations.</param>
/// <param name="ReplayedRecords">Records read back because no checkpoint covered them.</param>
/// <param name="TornTailBytes">Bytes of an unfinished last write that were dropped; nobody had been answered for them.</param>
/// <param name="Damage">One sentence for each damage found elsewhere, naming place and effect; empty when sound.</param>
/// <param name="Duration">Time that opening took.</param>
public sealed record RecoveryReport(
    long Messages,
    long ReplayedRecords,
    long TornTailBytes,
    IReadOnlyList<string> Damage,
    TimeSpan Duration);

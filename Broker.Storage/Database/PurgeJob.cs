namespace Broker.Storage.Database;

/// <summary>A lane's rows up to a sequence are dead.</summary>
/// <param name="LaneNumber">Which lane.</param>
/// <param name="Through">The last dead sequence.</param>
/// <param name="Lane">Null when opening found it and no store has it.</param>
/// <param name="MayHaveBodies">Payloads may lie in the table of bodies.</param>
internal sealed record PurgeJob(long LaneNumber, long Through, Lane? Lane, bool MayHaveBodies)
{
    /// <summary>Its store is not known any more: the lane's figures go too.</summary>
    public bool IsForgotten { get; init; }
}

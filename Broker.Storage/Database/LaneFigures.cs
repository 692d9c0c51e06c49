using System.Runtime.InteropServices;

namespace Broker.Storage.Database;

/// <summary>What is kept of a lane beside its rows.</summary>
/// <param name="Messages">Rows that are alive.</param>
/// <param name="Bytes">Sum of their sizes.</param>
/// <param name="PurgedThrough">Rows up to this sequence are dead, though they may still be there.</param>
/// <param name="DeliveredThrough">See <see cref="Entities.LaneEntity.DeliveredThrough"/>.</param>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct LaneFigures(long Messages, long Bytes, long PurgedThrough, long DeliveredThrough)
{
    public LaneFigures Plus(in LaneFigures change) => new(
        Messages + change.Messages,
        Bytes + change.Bytes,
        Math.Max(PurgedThrough, change.PurgedThrough),
        Math.Max(DeliveredThrough, change.DeliveredThrough));
}

using System.Runtime.InteropServices;

namespace Broker.Storage.Database;

/// <summary>A change of a lane's figures that comes with no row: a purge, or a delivery mark.</summary>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct LaneChange(Lane Lane, LaneFigures Change);

using System.Runtime.InteropServices;

namespace Broker.Storage.Database;

/// <summary>A row to be deleted.</summary>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct Removal(Lane Lane, long Sequence, int SizeBytes, bool Expires)
{
    /// <summary>By lane, so that one statement covers neighbours, then by sequence.</summary>
    public static int Compare(Removal one, Removal other)
    {
        var byLane = one.Lane.Number.CompareTo(other.Lane.Number);
        return byLane != 0 ? byLane : one.Sequence.CompareTo(other.Sequence);
    }
}

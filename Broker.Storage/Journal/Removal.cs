using System.Runtime.InteropServices;

namespace Broker.Storage.Journal;

/// <summary>A message to be removed on disk; or, with <see cref="All"/>, every message of the store up to the sequence.</summary>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct Removal(int Store, long Sequence, bool All = false)
{
    /// <summary>By store, so that a store's removals stand together, then by sequence.</summary>
    public static int Compare(Removal one, Removal other)
    {
        var byStore = one.Store.CompareTo(other.Store);
        if (byStore != 0) return byStore;
        return one.All == other.All ? one.Sequence.CompareTo(other.Sequence) : one.All.CompareTo(other.All);
    }
}

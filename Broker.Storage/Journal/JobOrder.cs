using System.Runtime.InteropServices;

namespace Broker.Storage.Journal;

/// <summary>A place in the order of jobs: by their times, and of one time in the order in which they were put.</summary>
/// <param name="Due">Milliseconds since 1970, UTC.</param>
/// <param name="Version">See <see cref="JobPlace"/>; no two jobs have the same.</param>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct JobOrder(long Due, long Version)
{
    /// <summary>Before all jobs.</summary>
    public static JobOrder Start => new(long.MinValue, 0);

    /// <returns>Less than 0 when this one stands before the other, more than 0 when it stands behind.</returns>
    public int Against(JobOrder other) => Due != other.Due ? Due.CompareTo(other.Due) : Version.CompareTo(other.Version);
}

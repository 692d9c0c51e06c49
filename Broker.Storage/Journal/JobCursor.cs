using System.Runtime.InteropServices;

namespace Broker.Storage.Journal;

/// <summary>Where a walk through the jobs, in the order of (Due, Id), goes on.</summary>
/// <param name="Due">Jobs due at this time or later.</param>
/// <param name="After">Of those due exactly then only ids behind this one; null takes all.</param>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct JobCursor(long Due, ReadOnlyMemory<byte>? After)
{
    public static JobCursor Start => new(long.MinValue, null);

    public static JobCursor Behind(in JobPlace place) => new(place.Due, place.Id);
}

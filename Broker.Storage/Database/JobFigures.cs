using System.Runtime.InteropServices;

namespace Broker.Storage.Database;

/// <summary>How many jobs, and the sum of the sizes of their messages.</summary>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct JobFigures(long Jobs, long Bytes)
{
    public JobFigures Plus(long jobs, long bytes) => new(Jobs + jobs, Bytes + bytes);
}

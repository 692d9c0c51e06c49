using System.Runtime.InteropServices;

namespace Broker.Storage.Journal;

/// <summary>What the index knows of a job without reading it.</summary>
/// <param name="Id">As <see cref="Encodings.JobId"/> makes it; never changed, so it may be kept.</param>
/// <param name="Due">Milliseconds since 1970, UTC.</param>
/// <param name="Version">Grows with each change of the job, over all changes of all jobs, from 1; a record of an older one says nothing any more. It is the job's sequence.</param>
/// <param name="IsPaused">The scheduler leaves it out.</param>
/// <param name="Location">Where its record lies.</param>
/// <param name="RecordLength">Bytes of that.</param>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct JobPlace(ReadOnlyMemory<byte> Id, long Due, long Version, bool IsPaused, JournalLocation Location, int RecordLength)
{
    public JobOrder Order => new(Due, Version);
}

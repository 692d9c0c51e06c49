using Broker.Storage.Commits;
using Broker.Storage.Encodings;

namespace Broker.Storage.Journal;

/// <summary>Applies records about jobs. Applying one again changes nothing.</summary>
/// <param name="jobs">What a checkpoint gave, or empty.</param>
/// <param name="producers">The producers' marks.</param>
/// <param name="rebuilds">True without a checkpoint's help: then a move may be all that is left of a job.</param>
internal sealed class JobReplay(JournalJobStore jobs, ProducerTable producers, bool rebuilds)
{
    private readonly MessageDecoder _decoder = new();

    // A move under way may come behind the removal of what it moves; without a checkpoint only this tells it from one whose put is gone.
    private readonly Dictionary<string, long> _removed = new(StringComparer.Ordinal);

    /// <summary>The largest version seen.</summary>
    public long Version { get; private set; }

    public void Put(ReadOnlySpan<byte> record, JournalLocation location)
    {
        var reader = new RecordReader(record[JournalRecord.HeaderBytes..]);
        var place = JobRecord.ReadPlace(ref reader, location, record.Length);
        Version = Math.Max(Version, place.Version);
        if (JournalRecord.TypeOf(record) is JournalRecordType.JobMove)
        {
            Move(place);
            return;
        }

        jobs.Put(place);
        var (producer, sequence) = JobEncoder.ReadMark(reader.Rest, _decoder);
        if (producer is not null) producers.Note(producer, sequence);
    }

    public void Remove(ref RecordReader reader)
    {
        var (id, version) = JobRecord.ReadRemoval(ref reader);
        Version = Math.Max(Version, version);
        jobs.Remove(id, version);
        if (rebuilds) _removed[JobId.ToText(id)] = version;
    }

    private void Move(in JobPlace place)
    {
        if (!rebuilds) jobs.Relocate(place);
        else if (_removed.GetValueOrDefault(JobId.ToText(place.Id.Span)) < place.Version) jobs.Put(place);
    }
}

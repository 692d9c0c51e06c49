using Broker.Core.Storage;
using Broker.Storage.Encodings;

namespace Broker.Storage.Journal;

/// <summary>The journal's jobs: their index, and the way to the bytes.</summary>
/// <param name="segments">Where the jobs lie.</param>
internal sealed class JournalJobStore(JournalSegments segments) : IJobSchedulerStore
{
    private const int PageJobs = 256;

    private readonly Lock _gate = new();
    private readonly JobIndex _index = new();

    public long Count
    {
        get
        {
            lock (_gate)
            {
                return _index.Count;
            }
        }
    }

    public ValueTask<long?> FindFirstDueAsync(CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            return ValueTask.FromResult(_index.FirstWaitingDue);
        }
    }

    public ValueTask ReadAsync(JobRange range, List<ScheduledJob> into, CancellationToken cancellationToken)
    {
        try
        {
            Read(range, into, cancellationToken);
            return ValueTask.CompletedTask;
        }
        catch (Exception e) when (e is IOException or OperationCanceledException)
        {
            return ValueTask.FromException(e);
        }
    }

    public ValueTask<ScheduledJob?> FindAsync(string id, CancellationToken cancellationToken)
    {
        try
        {
            return ValueTask.FromResult(Find(JobId.ToBytes(id)));
        }
        catch (IOException e)
        {
            return ValueTask.FromException<ScheduledJob?>(e);
        }
    }

    /// <summary>A job becomes readable, or takes the place of an older version of it.</summary>
    public void Put(in JobPlace place)
    {
        lock (_gate)
        {
            if (_index.TryGet(place.Id.Span, out var known))
            {
                if (known.Version > place.Version) return;
                TakeOut(place.Id.Span);
            }

            _index.Add(place);
            segments.Find(place.Location.Segment)?.AddReference(place.RecordLength);
        }
    }

    /// <summary>Takes a job out, unless it was put again after that.</summary>
    public void Remove(ReadOnlySpan<byte> id, long version)
    {
        lock (_gate)
        {
            if (_index.TryGet(id, out var known) && known.Version <= version) TakeOut(id);
        }
    }

    /// <summary>The record of this version of a job now lies elsewhere; of another version: nothing happens.</summary>
    public void Relocate(in JobPlace place)
    {
        lock (_gate)
        {
            if (!_index.TryGet(place.Id.Span, out var known) || known.Version != place.Version) return;
            _index.Relocate(place.Id.Span, place.Location, place.RecordLength);
            segments.Find(place.Location.Segment)?.AddReference(place.RecordLength);
            segments.Find(known.Location.Segment)?.RemoveReference(known.RecordLength);
        }
    }

    /// <summary>Copies what the index knows behind a place, for checkpoints, compaction and recovery.</summary>
    public int CopyPlaces(JobOrder after, Span<JobPlace> into)
    {
        lock (_gate)
        {
            return _index.Copy(after, long.MaxValue, into);
        }
    }

    private void Read(JobRange range, List<ScheduledJob> into, CancellationToken cancellationToken)
    {
        var cursor = new JobOrder(range.From, range.After);
        var decoder = new MessageDecoder();
        for (var left = range.MaxJobs; left > 0;)
        {
            cancellationToken.ThrowIfCancellationRequested();
            using var page = new JobPage(Math.Min(left, PageJobs));
            lock (_gate)
            {
                page.Take(_index.Copy(cursor, range.Through, page.Room), segments);
            }

            if (page.Places.IsEmpty) return;
            page.Read(decoder, into);
            left -= page.Places.Length;
            cursor = page.Places[^1].Order;
        }
    }

    private ScheduledJob? Find(byte[] id)
    {
        using var page = new JobPage(room: 1);
        lock (_gate)
        {
            if (!_index.TryGet(id, out page.Room[0])) return null;
            page.Take(1, segments);
        }

        var found = new List<ScheduledJob>(1);
        page.Read(new MessageDecoder(), found);
        return found[0];
    }

    private void TakeOut(ReadOnlySpan<byte> id)
    {
        if (_index.TryRemove(id, out var removed)) segments.Find(removed.Location.Segment)?.RemoveReference(removed.RecordLength);
    }
}

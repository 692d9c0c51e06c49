namespace Broker.Storage.Journal;

/// <summary>All jobs in their order, and by id. About 115 bytes for a job with an id of 45. Its owner locks it.</summary>
internal sealed class JobIndex
{
    private readonly List<JobChunk> _chunks = [];
    private readonly JobDues _dues = new();

    public long Count { get; private set; }

    /// <summary>When the first job that is not paused is due; null when there is none.</summary>
    public long? FirstWaitingDue
    {
        get
        {
            foreach (var chunk in _chunks)
            {
                if (chunk.Waiting > 0) return chunk.FirstWaitingDue;
            }

            return null;
        }
    }

    public bool TryGet(ReadOnlySpan<byte> id, out JobPlace place)
    {
        var found = Find(id, out var chunk, out var position);
        place = found ? _chunks[chunk].At(position) : default;
        return found;
    }

    /// <summary>Adds a job whose id is not there.</summary>
    public void Add(in JobPlace place)
    {
        var chunk = ChunkOf(place.Order);
        if (_chunks.Count == 0) _chunks.Add(new JobChunk());
        var position = ~_chunks[chunk].Find(place.Order);
        if (_chunks[chunk].IsFull) (chunk, position) = Split(chunk, position);
        _chunks[chunk].Insert(position, place);
        _dues.Add(JobDues.HashOf(place.Id.Span), place.Order);
        Count++;
    }

    public bool TryRemove(ReadOnlySpan<byte> id, out JobPlace removed)
    {
        removed = default;
        if (!Find(id, out var chunk, out var position)) return false;
        removed = _chunks[chunk].At(position);
        _chunks[chunk].RemoveAt(position);
        if (_chunks[chunk].Count == 0) _chunks.RemoveAt(chunk);
        _dues.Remove(JobDues.HashOf(id), removed.Order);
        Count--;
        return true;
    }

    public void Relocate(ReadOnlySpan<byte> id, JournalLocation location, int recordLength)
    {
        if (Find(id, out var chunk, out var position)) _chunks[chunk].Relocate(position, location, recordLength);
    }

    /// <summary>Copies jobs from a place on, first ones first, until the target is full.</summary>
    /// <param name="after">Only what stands behind it; nothing needs to be there.</param>
    /// <param name="through">Only jobs due at this time or earlier.</param>
    /// <param name="into">The target.</param>
    /// <returns>How many.</returns>
    public int Copy(JobOrder after, long through, Span<JobPlace> into)
    {
        if (_chunks.Count == 0) return 0;
        var chunk = ChunkOf(after);
        var position = _chunks[chunk].Find(after);
        position = position < 0 ? ~position : position + 1;
        var taken = 0;
        for (; chunk < _chunks.Count && taken < into.Length; chunk++, position = 0)
        {
            for (; position < _chunks[chunk].Count && taken < into.Length; position++)
            {
                if (_chunks[chunk].OrderAt(position).Due > through) return taken;
                into[taken++] = _chunks[chunk].At(position);
            }
        }

        return taken;
    }

    private bool Find(ReadOnlySpan<byte> id, out int chunk, out int position)
    {
        (chunk, position) = (-1, -1);
        var hash = JobDues.HashOf(id);
        for (var at = -1; _dues.TryNext(hash, ref at, out var order);)
        {
            chunk = ChunkOf(order);
            position = _chunks[chunk].Find(order);
            if (position >= 0 && _chunks[chunk].HasId(position, id)) return true;
        }

        return false;
    }

    // What comes behind all that a chunk has begins a new one: jobs often come in the order of their times.
    private (int Chunk, int Position) Split(int chunk, int position)
    {
        var middle = position == JobChunk.Capacity ? position : JobChunk.Capacity / 2;
        _chunks.Insert(chunk + 1, _chunks[chunk].SplitAt(middle));
        return position < middle ? (chunk, position) : (chunk + 1, position - middle);
    }

    // The last chunk that does not begin behind the place; the first one when all do.
    private int ChunkOf(JobOrder order)
    {
        var low = 0;
        var high = _chunks.Count - 1;
        while (low < high)
        {
            var middle = (low + high + 1) >>> 1;
            if (_chunks[middle].OrderAt(0).Against(order) <= 0) low = middle;
            else high = middle - 1;
        }

        return low;
    }
}

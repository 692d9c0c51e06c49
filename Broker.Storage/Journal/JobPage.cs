using System.Buffers;
using Broker.Core.Storage;
using Broker.Storage.Encodings;

namespace Broker.Storage.Journal;

/// <summary>A handful of places of jobs and the read leases on their segments; turns them into jobs.</summary>
/// <remarks>Jobs that follow one another in time lie anywhere, so each is a read of its own.</remarks>
internal sealed class JobPage(int room) : IDisposable
{
    private readonly JobPlace[] _places = ArrayPool<JobPlace>.Shared.Rent(room);
    private readonly List<JournalSegment> _leased = new(2);
    private int _count;

    public Span<JobPlace> Room => _places.AsSpan(0, room);

    public ReadOnlySpan<JobPlace> Places => _places.AsSpan(0, _count);

    /// <summary>Keeps the first places of <see cref="Room"/> and their segments readable. While their store is locked.</summary>
    public void Take(int count, JournalSegments segments)
    {
        _count = count;
        foreach (ref readonly var place in Places)
        {
            if (Leased(place.Location.Segment) is not null) continue;
            if (segments.Find(place.Location.Segment) is not { } segment) throw new StoreException($"The journal file of {place.Location} is missing.");
            segment.BeginRead();
            _leased.Add(segment);
        }
    }

    /// <exception cref="StoreException">A record is damaged or cannot be read.</exception>
    public void Read(MessageDecoder decoder, List<ScheduledJob> into)
    {
        foreach (ref readonly var place in Places)
        {
            into.Add(Read(place, decoder));
        }
    }

    public void Dispose()
    {
        // What is rented must not keep ids alive.
        ArrayPool<JobPlace>.Shared.Return(_places, clearArray: true);
        foreach (var segment in _leased)
        {
            segment.EndRead();
        }
    }

    private ScheduledJob Read(in JobPlace place, MessageDecoder decoder)
    {
        var buffer = ArrayPool<byte>.Shared.Rent(place.RecordLength);
        try
        {
            var record = buffer.AsSpan(0, place.RecordLength);
            if (Leased(place.Location.Segment)!.TryReadRecord(record, place.Location)) return JobRecord.ReadJob(record, decoder);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }

        throw new StoreException($"Job {JobId.ToText(place.Id.Span)} cannot be read: its record in {place.Location}, {place.RecordLength} bytes, is damaged.");
    }

    private JournalSegment? Leased(uint number)
    {
        foreach (var segment in _leased)
        {
            if (segment.Number == number) return segment;
        }

        return null;
    }
}

using Broker.Storage.Encodings;

namespace Broker.Storage.Journal;

/// <summary>Writes and reads the Jobs blocks of a checkpoint, drawn in <see cref="CheckpointFile"/>.</summary>
/// <remarks>A job that changes its time while this walks may be met twice or not at all: then the journal has the change, behind the replay position.</remarks>
internal sealed class CheckpointJobs(JournalJobStore jobs)
{
    private const int JobsPerBlock = 1024;
    private const int FixedBytes = (6 * RecordWriter.MaxNumberBytes) + 1;

    /// <summary>Takes the body of one block.</summary>
    public delegate void BlockHandler(ReadOnlySpan<byte> body);

    /// <returns>Jobs written.</returns>
    public long Write(BlockHandler block)
    {
        var places = new JobPlace[JobsPerBlock];
        var buffer = Array.Empty<byte>();
        var cursor = JobOrder.Start;
        long written = 0;
        for (var count = jobs.CopyPlaces(cursor, places); count > 0; count = jobs.CopyPlaces(cursor, places))
        {
            var page = places.AsSpan(0, count);
            var bytes = MaxBytes(page);
            if (buffer.Length < bytes) buffer = new byte[bytes];
            var writer = new RecordWriter(buffer);
            Write(ref writer, page);
            block(writer.Written);
            cursor = page[^1].Order;
            written += count;
        }

        return written;
    }

    public void Load(ref RecordReader reader)
    {
        for (var left = reader.ReadUnsigned(); left > 0; left--)
        {
            var version = (long)reader.ReadUnsigned();
            var due = reader.ReadSigned();
            var isPaused = reader.ReadByte() != 0;
            var location = new JournalLocation((uint)reader.ReadUnsigned(), (uint)reader.ReadUnsigned());
            var length = (int)reader.ReadUnsigned();
            jobs.Put(new JobPlace(reader.ReadBlock().ToArray(), due, version, isPaused, location, length));
        }
    }

    private static int MaxBytes(ReadOnlySpan<JobPlace> places)
    {
        var bytes = RecordWriter.MaxNumberBytes;
        foreach (ref readonly var place in places) bytes += FixedBytes + place.Id.Length;
        return bytes;
    }

    private static void Write(ref RecordWriter writer, ReadOnlySpan<JobPlace> places)
    {
        writer.WriteUnsigned((ulong)places.Length);
        foreach (ref readonly var place in places)
        {
            writer.WriteUnsigned((ulong)place.Version);
            writer.WriteSigned(place.Due);
            writer.WriteByte(place.IsPaused ? (byte)1 : (byte)0);
            writer.WriteUnsigned(place.Location.Segment);
            writer.WriteUnsigned(place.Location.Offset);
            writer.WriteUnsigned((ulong)place.RecordLength);
            writer.WriteBlock(place.Id.Span);
        }
    }
}

using Broker.Core.Storage;
using Broker.Storage.Encodings;

namespace Broker.Storage.Journal;

/// <summary>Records about jobs.</summary>
/// <remarks>
/// <code>
/// JobPut, JobMove:  version, due (signed), flags (1 byte: 1 paused), id (length before), job (JobEncoder)
/// JobRemove:        version, id (length before)
/// </code>
/// A put and a removal have a version of their own, a move that of what it moves. So whatever order a replay meets them in, the largest
/// version says what is true.
/// </remarks>
internal static class JobRecord
{
    private const byte Paused = 1;
    private const int FixedBytes = JournalRecord.HeaderBytes + (3 * RecordWriter.MaxNumberBytes) + 1;

    /// <summary>Upper bound of a JobPut record; of a JobRemove one without a job.</summary>
    public static long MaxBytes(int idBytes, ScheduledJob? job) => FixedBytes + idBytes + (job is null ? 0 : JobEncoder.MaxBytes(job));

    /// <summary>Writes one record, header included, into a transaction's.</summary>
    /// <param name="target">Large enough.</param>
    /// <param name="id">Which job.</param>
    /// <param name="job">Null writes JobRemove.</param>
    /// <param name="version">The new one.</param>
    /// <returns>Bytes written.</returns>
    public static int WriteNested(Span<byte> target, ReadOnlySpan<byte> id, ScheduledJob? job, long version)
    {
        var writer = new RecordWriter(target);
        writer.Skip(JournalRecord.HeaderBytes);
        writer.WriteUnsigned((ulong)version);
        if (job is not null)
        {
            writer.WriteSigned(job.Due);
            writer.WriteByte(job.IsPaused ? Paused : (byte)0);
        }

        writer.WriteBlock(id);
        if (job is not null) JobEncoder.Write(ref writer, job);
        JournalRecord.WriteHeader(target, writer.Position, job is null ? JournalRecordType.JobRemove : JournalRecordType.JobPut, JournalRecord.Nested);
        return writer.Position;
    }

    /// <summary>Adds a JobMove record to a batch, from a JobPut or JobMove as it was read.</summary>
    public static void Move(JournalBatch batch, JournalOperation operation, ReadOnlySpan<byte> record)
    {
        var target = batch.Reserve(record.Length).Span;
        record.CopyTo(target);
        JournalRecord.WriteHeader(target, record.Length, JournalRecordType.JobMove, flags: 0);
        batch.Add(record.Length, tail: null, operation);
    }

    /// <summary>Reads what the index needs from a JobPut or JobMove; the job is left in the reader.</summary>
    /// <param name="reader">Stands at the body.</param>
    /// <param name="location">Of the record.</param>
    /// <param name="recordLength">Bytes of the whole record.</param>
    public static JobPlace ReadPlace(ref RecordReader reader, JournalLocation location, int recordLength)
    {
        var version = (long)reader.ReadUnsigned();
        var due = reader.ReadSigned();
        var isPaused = (reader.ReadByte() & Paused) != 0;
        return new JobPlace(reader.ReadBlock().ToArray(), due, version, isPaused, location, recordLength);
    }

    /// <summary>Reads the body of a JobRemove.</summary>
    public static (byte[] Id, long Version) ReadRemoval(ref RecordReader reader)
    {
        var version = (long)reader.ReadUnsigned();
        return (reader.ReadBlock().ToArray(), version);
    }

    /// <exception cref="FormatException">The record is no job.</exception>
    public static ScheduledJob ReadJob(ReadOnlySpan<byte> record, MessageDecoder decoder)
    {
        var reader = new RecordReader(record[JournalRecord.HeaderBytes..]);
        var place = ReadPlace(ref reader, default, record.Length);
        return JobEncoder.Read(reader.Rest, JobId.ToText(place.Id.Span), place.Due, place.IsPaused, decoder) with { Sequence = place.Version };
    }
}

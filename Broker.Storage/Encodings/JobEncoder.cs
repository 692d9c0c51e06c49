using Broker.Core.Messages;
using Broker.Core.Storage;

namespace Broker.Storage.Encodings;

/// <summary>The binary form of a job but for its id, its time and whether it is paused: stores keep these beside it, to find it by.</summary>
/// <remarks>
/// <code>
/// format (1 byte), created, delay, period, repeats left, executions (signed), cron, time zone,
/// priority (1 byte), expiration (signed), message (MessageEncoder), content (all that is left)
/// </code>
/// </remarks>
internal static class JobEncoder
{
    /// <summary>The one format there is.</summary>
    public const byte Format = 1;

    private const int FixedBytes = 2 + (6 * RecordWriter.MaxNumberBytes);

    // A job has no store of one destination, so readers and writers agree on one that no message is for.
    private static readonly Destination _home = Destination.Queue("-");

    /// <summary>Upper bound of what <see cref="Write"/> takes.</summary>
    public static long MaxBytes(ScheduledJob job) =>
        FixedBytes + RecordWriter.MaxTextBytes(job.Cron) + RecordWriter.MaxTextBytes(job.TimeZone)
        + MessageEncoder.MaxBytes(job.Message) + (long)(job.Message.Content?.Length ?? 0);

    public static void Write(ref RecordWriter writer, ScheduledJob job)
    {
        var message = job.Message;
        writer.WriteByte(Format);
        writer.WriteSigned(job.Created);
        writer.WriteSigned(job.Delay);
        writer.WriteSigned(job.Period);
        writer.WriteSigned(job.RepeatsLeft);
        writer.WriteSigned(job.Executions);
        writer.WriteText(job.Cron);
        writer.WriteText(job.TimeZone);
        writer.WriteByte(message.Priority);
        writer.WriteSigned(message.Expiration);
        MessageEncoder.Write(ref writer, message, _home);
        if (message.Content is { } content) writer.WriteBytes(content);
    }

    /// <exception cref="FormatException">The bytes are no job.</exception>
    public static ScheduledJob Read(ReadOnlySpan<byte> bytes, string id, long due, bool isPaused, MessageDecoder decoder)
    {
        var reader = Begin(bytes);
        return new ScheduledJob
        {
            Id = id,
            Due = due,
            IsPaused = isPaused,
            Created = reader.ReadSigned(),
            Delay = reader.ReadSigned(),
            Period = reader.ReadSigned(),
            RepeatsLeft = reader.ReadNumber(),
            Executions = reader.ReadSigned(),
            Cron = reader.ReadText(),
            TimeZone = reader.ReadText(),
            Message = ReadMessage(ref reader, decoder),
        };
    }

    /// <summary>The producer whose mark the job raises, and how far, for recovery.</summary>
    /// <returns>No producer: it raises none.</returns>
    /// <exception cref="FormatException">The bytes are no job.</exception>
    public static (ProducerId? Producer, long Sequence) ReadMark(ReadOnlySpan<byte> bytes, MessageDecoder decoder)
    {
        var reader = Begin(bytes);
        for (var numbers = 5; numbers > 0; numbers--) reader.ReadSigned();
        for (var texts = 2; texts > 0; texts--) reader.ReadBlock();
        reader.ReadByte();
        reader.ReadSigned();
        var fields = (MessageFields)new RecordReader(reader.Rest).ReadUInt32();
        return (fields & MessageFields.Persistent) == MessageFields.None ? (null, -1) : decoder.ReadId(reader.Rest);
    }

    private static RecordReader Begin(ReadOnlySpan<byte> bytes)
    {
        var reader = new RecordReader(bytes);
        var format = reader.ReadByte();
        return format == Format ? reader : throw new FormatException($"A job of format {format} is not known here.");
    }

    private static Message ReadMessage(ref RecordReader reader, MessageDecoder decoder)
    {
        var priority = reader.ReadByte();
        var expiration = reader.ReadSigned();
        var message = decoder.Read(reader.Rest, _home);
        message.Priority = priority;
        message.Expiration = expiration;
        return message;
    }
}

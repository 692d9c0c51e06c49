using System.Buffers;
using Broker.Core.Messages;
using Broker.Storage.Encodings;

namespace Broker.Storage.Database;

/// <summary>The bytes of a payload column.</summary>
/// <remarks>
/// <code>
/// expiration (signed, variable length) | message (MessageEncoder) | content to the end
/// </code>
/// Sequence, priority and size are columns or follow from the lane.
/// </remarks>
internal static class PayloadEncoder
{
    /// <summary>Upper bound of a payload.</summary>
    public static long MaxBytes(Message message) =>
        RecordWriter.MaxNumberBytes + MessageEncoder.MaxBytes(message) + (long)(message.Content?.Length ?? 0);

    /// <returns>A rented array and how much of it is used.</returns>
    public static (byte[] Payload, int Bytes) Encode(Message message, Destination home)
    {
        var payload = ArrayPool<byte>.Shared.Rent((int)MaxBytes(message));
        var writer = new RecordWriter(payload);
        writer.WriteSigned(message.Expiration);
        MessageEncoder.Write(ref writer, message, home);
        if (message.Content is { } content) writer.WriteBytes(content);
        return (payload, writer.Position);
    }

    /// <exception cref="FormatException">The bytes are no payload.</exception>
    public static Message Decode(ReadOnlySpan<byte> payload, long lane, long sequence, Destination home, MessageDecoder decoder)
    {
        var reader = new RecordReader(payload);
        var expiration = reader.ReadSigned();
        var message = decoder.Read(reader.Rest, home);
        message.Sequence = sequence;
        message.Priority = LaneNumber.PriorityOf(lane);
        message.Expiration = expiration;
        return message;
    }
}

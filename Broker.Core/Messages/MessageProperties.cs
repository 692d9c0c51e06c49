using System.Buffers.Binary;

namespace Broker.Core.Messages;

/// <summary>Reads and writes the property blob of a message: a primitive map.</summary>
public static class MessageProperties
{
    /// <summary>Finds one property without decoding the others.</summary>
    /// <param name="blob">The map's bytes; null has no properties.</param>
    /// <param name="name">Property name, case-sensitive.</param>
    /// <param name="tag">The value's type.</param>
    /// <param name="payload">The value's bytes, see <see cref="PrimitiveReader.ReadPayload"/>.</param>
    /// <exception cref="FormatException">The blob is damaged before the property is found.</exception>
    public static bool TryFind(byte[]? blob, string name, out PrimitiveTag tag, out ReadOnlySpan<byte> payload)
    {
        tag = PrimitiveTag.Null;
        payload = default;
        if (blob is null) return false;
        Span<byte> key = stackalloc byte[256];
        var keyLength = ModifiedUtf8.GetByteCount(name);
        if (keyLength > key.Length) key = new byte[keyLength];
        key = key[..ModifiedUtf8.GetBytes(name, key)];
        var reader = new PrimitiveReader(blob);
        for (var left = reader.ReadCount(); left > 0; left--)
        {
            var found = reader.ReadKey().SequenceEqual(key);
            tag = reader.ReadTag();
            payload = reader.ReadPayload(tag);
            if (found) return true;
        }

        return false;
    }

    /// <summary>All properties, decoded; empty for null.</summary>
    /// <exception cref="FormatException">The blob is damaged.</exception>
    public static Dictionary<string, object?> ReadAll(byte[]? blob) =>
        blob is null ? new(StringComparer.Ordinal) : new PrimitiveReader(blob).ReadMap();

    /// <summary>Encodes properties; null when there are none.</summary>
    /// <param name="properties">Values: null, bool, sbyte, char, short, int, long, double, float, string, byte[].</param>
    /// <exception cref="ArgumentException">A value is of another type.</exception>
    public static byte[]? Write(IReadOnlyCollection<KeyValuePair<string, object?>> properties)
    {
        if (properties.Count == 0) return null;
        using var buffer = new MemoryStream();
        Span<byte> number = stackalloc byte[8];
        BinaryPrimitives.WriteInt32BigEndian(number, properties.Count);
        buffer.Write(number[..4]);
        foreach (var (name, value) in properties)
        {
            WriteShortText(buffer, name);
            WriteValue(buffer, name, value);
        }

        return buffer.ToArray();
    }

    /// <summary>Adds properties without decoding those that are there; a reader sees the added one of two of one name.</summary>
    public static byte[]? Append(byte[]? blob, IReadOnlyCollection<KeyValuePair<string, object?>> added)
    {
        var tail = Write(added);
        if (blob is null || blob.Length < 4 || tail is null) return tail ?? blob;
        var whole = new byte[blob.Length + tail.Length - 4];
        var count = Math.Max(0, BinaryPrimitives.ReadInt32BigEndian(blob)) + added.Count;
        BinaryPrimitives.WriteInt32BigEndian(whole, count);
        blob.AsSpan(4).CopyTo(whole.AsSpan(4));
        tail.AsSpan(4).CopyTo(whole.AsSpan(blob.Length));
        return whole;
    }

    /// <summary>Sets one property, whether it is there or not.</summary>
    /// <exception cref="FormatException">The blob is damaged.</exception>
    public static byte[]? Replace(byte[]? blob, string name, object? value)
    {
        if (!TryFind(blob, name, out _, out _)) return Append(blob, [new(name, value)]);
        var properties = ReadAll(blob);
        properties[name] = value;
        return Write(properties);
    }

    /// <summary>Takes properties out without decoding the others; null when none is left.</summary>
    /// <exception cref="FormatException">The blob is damaged.</exception>
    public static byte[]? Without(byte[]? blob, IReadOnlySet<string> names)
    {
        if (blob is null) return null;
        var rest = new byte[blob.Length];
        var (length, count) = (4, 0);
        var reader = new PrimitiveReader(blob);
        for (var left = reader.ReadCount(); left > 0; left--)
        {
            var start = blob.Length - reader.Left;
            var isNamed = names.Contains(ModifiedUtf8.GetString(reader.ReadKey()));
            reader.ReadPayload(reader.ReadTag());
            if (isNamed) continue;
            var entry = blob.AsSpan(start, blob.Length - reader.Left - start);
            entry.CopyTo(rest.AsSpan(length));
            length += entry.Length;
            count++;
        }

        if (count == 0) return null;
        BinaryPrimitives.WriteInt32BigEndian(rest, count);
        return rest[..length];
    }

    private static void WriteValue(MemoryStream buffer, string name, object? value)
    {
        Span<byte> number = stackalloc byte[8];
        switch (value)
        {
            case null:
                buffer.WriteByte((byte)PrimitiveTag.Null);
                return;
            case bool flag:
                buffer.WriteByte((byte)PrimitiveTag.Boolean);
                buffer.WriteByte(flag ? (byte)1 : (byte)0);
                return;
            case sbyte small:
                buffer.WriteByte((byte)PrimitiveTag.Byte);
                buffer.WriteByte((byte)small);
                return;
            case char unit:
                buffer.WriteByte((byte)PrimitiveTag.Char);
                BinaryPrimitives.WriteUInt16BigEndian(number, unit);
                buffer.Write(number[..2]);
                return;
            case short small:
                buffer.WriteByte((byte)PrimitiveTag.Short);
                BinaryPrimitives.WriteInt16BigEndian(number, small);
                buffer.Write(number[..2]);
                return;
            case int whole:
                buffer.WriteByte((byte)PrimitiveTag.Int);
                BinaryPrimitives.WriteInt32BigEndian(number, whole);
                buffer.Write(number[..4]);
                return;
            case long large:
                buffer.WriteByte((byte)PrimitiveTag.Long);
                BinaryPrimitives.WriteInt64BigEndian(number, large);
                buffer.Write(number);
                return;
            case double real:
                buffer.WriteByte((byte)PrimitiveTag.Double);
                BinaryPrimitives.WriteDoubleBigEndian(number, real);
                buffer.Write(number);
                return;
            case float real:
                buffer.WriteByte((byte)PrimitiveTag.Float);
                BinaryPrimitives.WriteSingleBigEndian(number, real);
                buffer.Write(number[..4]);
                return;
            case string text:
                WriteText(buffer, text);
                return;
            case byte[] bytes:
                buffer.WriteByte((byte)PrimitiveTag.Bytes);
                BinaryPrimitives.WriteInt32BigEndian(number, bytes.Length);
                buffer.Write(number[..4]);
                buffer.Write(bytes);
                return;
            default:
                throw new ArgumentException($"Property {name} has type {value.GetType().Name}, which no message can carry.", nameof(value));
        }
    }

    // Clients switch to the long form at 8191 characters; either form is read everywhere.
    private static void WriteText(MemoryStream buffer, string text)
    {
        if (text.Length < short.MaxValue / 4)
        {
            buffer.WriteByte((byte)PrimitiveTag.String);
            WriteShortText(buffer, text);
            return;
        }

        buffer.WriteByte((byte)PrimitiveTag.BigString);
        buffer.Write(MessageBody.EncodeText(text));
    }

    private static void WriteShortText(MemoryStream buffer, string text)
    {
        var length = ModifiedUtf8.GetByteCount(text);
        if (length > ushort.MaxValue) throw new ArgumentException($"A property name takes at most {ushort.MaxValue} bytes.", nameof(text));
        Span<byte> size = stackalloc byte[2];
        BinaryPrimitives.WriteUInt16BigEndian(size, (ushort)length);
        buffer.Write(size);
        var bytes = new byte[length];
        ModifiedUtf8.GetBytes(text, bytes);
        buffer.Write(bytes);
    }
}

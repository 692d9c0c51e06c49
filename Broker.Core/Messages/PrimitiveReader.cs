using System.Buffers.Binary;

namespace Broker.Core.Messages;

/// <summary>Walks the tagged values of a primitive map, list or stream in place, without copying.</summary>
/// <remarks>
/// A map: int32 count, then per entry uint16 key length, key, tag, value. A sample, {"n": 5}:
/// <code>00000001 0001 6E 05 00000005</code>
/// Every length is checked against the bytes that are there, so a lying count costs nothing.
/// Source: openwire.md section 3.2.
/// </remarks>
/// <exception cref="FormatException">From every member: the bytes end early or a tag is unknown.</exception>
public ref struct PrimitiveReader(ReadOnlySpan<byte> bytes)
{
    /// <summary>Maps within maps deeper than this are refused.</summary>
    public const int MaxDepth = 32;

    private ReadOnlySpan<byte> _rest = bytes;

    public readonly bool AtEnd => _rest.IsEmpty;

    /// <summary>Bytes that are not read yet.</summary>
    public readonly int Left => _rest.Length;

    /// <summary>The entry count of a map or list; 0 for the null map.</summary>
    public int ReadCount() => Math.Max(0, BinaryPrimitives.ReadInt32BigEndian(Take(4)));

    /// <summary>The bytes of a map key, modified UTF-8.</summary>
    public ReadOnlySpan<byte> ReadKey() => Take(BinaryPrimitives.ReadUInt16BigEndian(Take(2)));

    public PrimitiveTag ReadTag() => (PrimitiveTag)Take(1)[0];

    /// <summary>The bytes of a value without tag and length; a map's or list's are its whole encoding.</summary>
    public ReadOnlySpan<byte> ReadPayload(PrimitiveTag tag, int depth = 0)
    {
        switch (tag)
        {
            case PrimitiveTag.Null: return [];
            case PrimitiveTag.Boolean or PrimitiveTag.Byte: return Take(1);
            case PrimitiveTag.Char or PrimitiveTag.Short: return Take(2);
            case PrimitiveTag.Int or PrimitiveTag.Float: return Take(4);
            case PrimitiveTag.Long or PrimitiveTag.Double: return Take(8);
            case PrimitiveTag.String: return ReadKey();
            case PrimitiveTag.Bytes or PrimitiveTag.BigString: return Take(BinaryPrimitives.ReadInt32BigEndian(Take(4)));
            case PrimitiveTag.Map or PrimitiveTag.List: return SkipNested(tag, depth);
            default: throw new FormatException($"Unknown type tag {(int)tag} in a primitive map.");
        }
    }

    /// <summary>Decodes a payload: null, bool, sbyte, char, short, int, long, double, float, string, byte[], map or list.</summary>
    /// <returns>Maps are <see cref="Dictionary{TKey,TValue}"/> of string, lists <see cref="List{T}"/> of object.</returns>
    public static object? Decode(PrimitiveTag tag, ReadOnlySpan<byte> payload, int depth = 0) => tag switch
    {
        PrimitiveTag.Null => null,
        PrimitiveTag.Boolean => payload[0] != 0,
        PrimitiveTag.Byte => (sbyte)payload[0],
        PrimitiveTag.Char => (char)BinaryPrimitives.ReadUInt16BigEndian(payload),
        PrimitiveTag.Short => BinaryPrimitives.ReadInt16BigEndian(payload),
        PrimitiveTag.Int => BinaryPrimitives.ReadInt32BigEndian(payload),
        PrimitiveTag.Long => BinaryPrimitives.ReadInt64BigEndian(payload),
        PrimitiveTag.Double => BinaryPrimitives.ReadDoubleBigEndian(payload),
        PrimitiveTag.Float => BinaryPrimitives.ReadSingleBigEndian(payload),
        PrimitiveTag.String or PrimitiveTag.BigString => ModifiedUtf8.GetString(payload),
        PrimitiveTag.Bytes => payload.ToArray(),
        PrimitiveTag.Map => new PrimitiveReader(payload).ReadMap(depth),
        PrimitiveTag.List => new PrimitiveReader(payload).ReadList(depth),
        _ => throw new FormatException($"Unknown type tag {(int)tag} in a primitive map."),
    };

    public Dictionary<string, object?> ReadMap(int depth = 0)
    {
        CheckDepth(depth);
        var map = new Dictionary<string, object?>(StringComparer.Ordinal);
        for (var left = ReadCount(); left > 0; left--)
        {
            var key = ModifiedUtf8.GetString(ReadKey());
            var tag = ReadTag();
            map[key] = Decode(tag, ReadPayload(tag, depth + 1), depth + 1);
        }

        return map;
    }

    private List<object?> ReadList(int depth)
    {
        CheckDepth(depth);
        var list = new List<object?>();
        for (var left = ReadCount(); left > 0; left--)
        {
            var tag = ReadTag();
            list.Add(Decode(tag, ReadPayload(tag, depth + 1), depth + 1));
        }

        return list;
    }

    private ReadOnlySpan<byte> SkipNested(PrimitiveTag tag, int depth)
    {
        CheckDepth(depth);
        var start = _rest;
        for (var left = ReadCount(); left > 0; left--)
        {
            if (tag == PrimitiveTag.Map) ReadKey();
            ReadPayload(ReadTag(), depth + 1);
        }

        return start[..(start.Length - _rest.Length)];
    }

    private ReadOnlySpan<byte> Take(int length)
    {
        if ((uint)length > (uint)_rest.Length)
        {
            throw new FormatException($"A value of {length} bytes is cut off: {_rest.Length} bytes are left.");
        }

        var taken = _rest[..length];
        _rest = _rest[length..];
        return taken;
    }

    private static void CheckDepth(int depth)
    {
        if (depth > MaxDepth) throw new FormatException($"Maps are nested deeper than {MaxDepth}.");
    }
}

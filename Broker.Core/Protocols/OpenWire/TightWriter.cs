using System.Buffers.Binary;

namespace Broker.Core.Protocols.OpenWire;

/// <summary>Puts one frame together in tight encoding, for <see cref="TightFrame"/> to hand over when it is whole.</summary>
/// <remarks>
/// The bits of all fields stand before their bytes, so nothing can be handed over earlier. One pass over the fields: a second one might
/// find a number in a message that meanwhile needs more bytes than were counted. Source: openwire.md section 9.
/// </remarks>
/// <param name="frame">What is written to.</param>
/// <param name="format">What was negotiated.</param>
/// <param name="cache">Our object cache; null when none was negotiated.</param>
internal readonly struct TightWriter(TightFrame frame, OpenWireFormat format, WriteCache? cache) : IWire
{
    public static bool Reads => false;

    public int Version => format.Version;

    public bool StackTraceEnabled => format.StackTraceEnabled;

    public bool Bool(bool value)
    {
        frame.AddBit(value);
        return value;
    }

    public byte Byte(byte value)
    {
        frame.Take(1)[0] = value;
        return value;
    }

    public int Int(int value)
    {
        BinaryPrimitives.WriteInt32BigEndian(frame.Take(4), value);
        return value;
    }

    // Two bits say how many bytes: none, two, four (both unsigned) or eight.
    public long Long(long value)
    {
        var bits = (ulong)value;
        frame.AddBit(bits > ushort.MaxValue);
        if (bits <= ushort.MaxValue)
        {
            frame.AddBit(bits != 0);
            if (bits != 0) BinaryPrimitives.WriteUInt16BigEndian(frame.Take(2), (ushort)bits);
            return value;
        }

        frame.AddBit(bits > uint.MaxValue);
        if (bits > uint.MaxValue) BinaryPrimitives.WriteUInt64BigEndian(frame.Take(8), bits);
        else BinaryPrimitives.WriteUInt32BigEndian(frame.Take(4), (uint)bits);
        return value;
    }

    public int Count(int value)
    {
        if (value > short.MaxValue) throw new ArgumentException($"OpenWire cannot carry {value} elements.", nameof(value));
        BinaryPrimitives.WriteInt16BigEndian(frame.Take(2), (short)value);
        return value;
    }

    public string? String(string? value)
    {
        frame.AddBit(value is not null);
        if (value is null) return null;
        var length = frame.AddText(value);
        // As many bytes as characters: ASCII without NUL. Peers read the length of such text as a signed number; a longer one is
        // text like any other to them.
        frame.AddBit(length == value.Length && length < short.MaxValue);
        return value;
    }

    public string? Name(string? value) => String(value);

    public byte[]? Bytes(byte[]? value)
    {
        frame.AddBit(value is not null);
        if (value is null) return null;
        Int(value.Length);
        frame.AddBytes(value);
        return value;
    }

    public void Magic() => OpenWireCodec.Magic.CopyTo(frame.Take(OpenWireCodec.Magic.Length));

    public T? Nested<T>(T? value)
        where T : class
    {
        frame.AddBit(value is not null);
        if (value is null) return null;
        var type = WireType.Of(value);
        if (WireType.MayBeMarshalledApart(type)) frame.AddBit(false);
        Byte((byte)type);
        var wire = this;
        OpenWireFields<TightWriter>.Body(ref wire, type, value);
        return value;
    }

    // What lies within is numbered first, as ActiveMQ does it here and not in the loose encoding.
    public T? Cached<T>(T? value)
        where T : class
    {
        if (cache is null) return Nested(value);
        var isKnown = cache.TryFind(value, out var slot);
        frame.AddBit(!isKnown);
        var place = frame.Reserve(2);
        if (!isKnown)
        {
            Nested(value);
            slot = cache.Add(value);
        }

        BinaryPrimitives.WriteInt16BigEndian(frame.At(place, 2), slot);
        return value;
    }

    public string? CachedName(string? value, CommandType type)
    {
        if (cache is null) return Open(value is not null, type) ? Name(value) : null;
        Cached(WireType.IdOf(value, type));
        return value;
    }

    public bool Open(bool present, CommandType type)
    {
        frame.AddBit(present);
        if (present) Byte((byte)type);
        return present;
    }
}

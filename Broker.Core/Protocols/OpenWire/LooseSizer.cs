using Broker.Core.Messages;

namespace Broker.Core.Protocols.OpenWire;

/// <summary>Counts what <see cref="LooseWriter"/> will write, and finds out what cannot be written before anything is.</summary>
/// <param name="format">What was negotiated.</param>
/// <param name="cache">Our object cache, which gets its numbers here; null when none was negotiated.</param>
internal struct LooseSizer(OpenWireFormat format, WriteCache? cache) : IWire
{
    public static bool Reads => false;

    public readonly int Version => format.Version;

    public readonly bool StackTraceEnabled => format.StackTraceEnabled;

    /// <summary>Bytes so far.</summary>
    public long Size { get; private set; }

    public bool Bool(bool value)
    {
        Size++;
        return value;
    }

    public byte Byte(byte value)
    {
        Size++;
        return value;
    }

    public int Int(int value)
    {
        Size += 4;
        return value;
    }

    public long Long(long value)
    {
        Size += 8;
        return value;
    }

    public int Count(int value)
    {
        if (value > short.MaxValue) throw new ArgumentException($"OpenWire cannot carry {value} elements.", nameof(value));
        Size += 2;
        return value;
    }

    public string? String(string? value)
    {
        Size++;
        if (value is null) return null;
        var length = ModifiedUtf8.GetByteCount(value);
        if (length > ushort.MaxValue) throw new ArgumentException($"OpenWire cannot carry a text of {length} bytes.", nameof(value));
        Size += 2 + length;
        return value;
    }

    public string? Name(string? value) => String(value);

    public byte[]? Bytes(byte[]? value)
    {
        Size += value is null ? 1 : 5 + value.Length;
        return value;
    }

    public void Magic() => Size += OpenWireCodec.Magic.Length;

    public T? Nested<T>(T? value)
        where T : class
    {
        Size++;
        if (value is null) return null;
        Size++;
        OpenWireFields<LooseSizer>.Body(ref this, WireType.Of(value), value);
        return value;
    }

    public T? Cached<T>(T? value)
        where T : class
    {
        if (cache is null) return Nested(value);
        Size += 3;
        return cache.Enter(value).IsNew ? Nested(value) : value;
    }

    public string? CachedName(string? value, CommandType type)
    {
        if (cache is null) return Open(value is not null, type) ? Name(value) : null;
        Cached(WireType.IdOf(value, type));
        return value;
    }

    public bool Open(bool present, CommandType type)
    {
        Size += present ? 2 : 1;
        return present;
    }
}

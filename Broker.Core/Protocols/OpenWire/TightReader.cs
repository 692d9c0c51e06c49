namespace Broker.Core.Protocols.OpenWire;

/// <summary>Reads one frame in tight encoding: first the bits of all its fields, then their bytes.</summary>
/// <remarks>
/// A keep-alive that wants an answer; one byte of bits, of which the lowest is set:
/// <code>00000007 0A 01 01 00000000</code>
/// Source: openwire.md section 9.
/// </remarks>
internal ref struct TightReader : IWire
{
    // First byte of a number of bits' bytes that does not fit into six bits.
    private const int OneByteFollows = 0xC0;
    private const int TwoBytesFollow = 0x80;

    private readonly ReadCache? _cache;
    private readonly IdInterner _ids;
    private readonly WireInterner<string> _names;
    private FrameCursor _cursor;
    private ReadOnlySpan<byte> _bits;
    private int _nextBit;
    private int _depth;

    /// <param name="cursor">The frame behind its type; the reader has it from here on.</param>
    /// <param name="format">What was negotiated.</param>
    /// <param name="cache">The peer's object cache; null when none was negotiated.</param>
    /// <param name="ids">Ids and destinations read before.</param>
    /// <param name="names">Texts read before.</param>
    public TightReader(FrameCursor cursor, OpenWireFormat format, ReadCache? cache, IdInterner ids, WireInterner<string> names)
    {
        _cursor = cursor;
        _cache = cache;
        _ids = ids;
        _names = names;
        Version = format.Version;
        StackTraceEnabled = format.StackTraceEnabled;
        ReadBits();
    }

    public static bool Reads => true;

    public int Version { get; }

    public bool StackTraceEnabled { get; }

    /// <summary>Bytes of the frame not read yet, those of bits among them.</summary>
    public readonly long Left => _cursor.Left + _bits.Length - ((_nextBit + 7) / 8);

    /// <summary>Gives back what was rented; the reader is of no use afterwards.</summary>
    public void Dispose() => _cursor.Dispose();

    public bool Bool(bool value) => Bit();

    public byte Byte(byte value) => _cursor.Byte();

    public int Int(int value) => _cursor.Int32();

    public long Long(long value)
    {
        if (Bit()) return Bit() ? _cursor.Int64() : _cursor.UInt32();
        return Bit() ? _cursor.UInt16() : 0;
    }

    public int Count(int value) => _cursor.Count();

    public string? String(string? value) => HasText() ? _cursor.Text() : null;

    public string? Name(string? value) => HasText() ? _cursor.Name(_names) : null;

    public byte[]? Bytes(byte[]? value) => Bit() ? _cursor.Bytes() : null;

    public void Magic() => _cursor.Magic();

    public T? Nested<T>(T? value)
        where T : class => Bit() ? WireType.Expect<T>(ReadObject()) : null;

    public T? Cached<T>(T? value)
        where T : class
    {
        if (_cache is null) return Nested(value);
        var isNew = Bit();
        var slot = (short)_cursor.UInt16();
        if (!isNew) return WireType.Expect<T>(_cache.Get(slot));
        var before = _cursor.Left;
        var read = Nested(value);
        _cache.Set(slot, read, before - _cursor.Left);
        return read;
    }

    public string? CachedName(string? value, CommandType type)
    {
        if (_cache is null) return Open(false, type) ? Name(null) : null;
        return WireType.NameOf(Cached<object>(null), type);
    }

    public bool Open(bool present, CommandType type)
    {
        if (!Bit()) return false;
        WireType.Expect((CommandType)_cursor.Byte(), type);
        return true;
    }

    // The second bit says whether all is ASCII, which modified UTF-8 shows by itself.
    private bool HasText()
    {
        if (!Bit()) return false;
        Bit();
        return true;
    }

    private object ReadObject()
    {
        if (++_depth > FrameCursor.MaxDepth)
        {
            ProtocolViolationException.Throw(
                ProtocolViolationReason.NestingTooDeep, $"Objects are nested deeper than {FrameCursor.MaxDepth}.");
        }

        var before = _cursor.Left;
        var type = (CommandType)_cursor.Byte();
        var read = WireType.MayBeMarshalledApart(type) && Bit()
            ? ReadApart(type)
            : OpenWireFields<TightReader>.Body(ref this, type, null);
        _depth--;
        return read is Command ? read : _ids.Same(read, before - _cursor.Left);
    }

    // As a frame of its own, with size, type and bits; no known peer writes one, but the encoding has it.
    private object ReadApart(CommandType type)
    {
        _cursor.Int32();
        WireType.Expect((CommandType)_cursor.Byte(), type);
        var bits = _bits;
        var nextBit = _nextBit;
        ReadBits();
        var read = OpenWireFields<TightReader>.Body(ref this, type, null);
        _bits = bits;
        _nextBit = nextBit;
        return read;
    }

    private void ReadBits()
    {
        int length = _cursor.Byte();
        if (length == OneByteFollows) length = _cursor.Byte();
        else if (length == TwoBytesFollow) length = _cursor.UInt16();
        _bits = _cursor.TakeToKeep(length);
        _nextBit = 0;
    }

    private bool Bit()
    {
        var at = _nextBit++;
        if (at >> 3 >= _bits.Length)
        {
            ProtocolViolationException.Throw(ProtocolViolationReason.TruncatedField, $"A frame with {_bits.Length} bytes of bits needs more.");
        }

        return (_bits[at >> 3] & (1 << (at & 7))) != 0;
    }
}

using System.Buffers.Binary;

namespace Broker.Core.Protocols.OpenWire;

/// <summary>Reads one frame in loose encoding.</summary>
/// <param name="cursor">The frame behind its type; the reader has it from here on.</param>
/// <param name="format">What was negotiated.</param>
/// <param name="cache">The peer's object cache; null when none was negotiated.</param>
/// <param name="ids">Ids and destinations read before.</param>
/// <param name="names">Texts read before.</param>
internal ref struct LooseReader(
    FrameCursor cursor, OpenWireFormat format, ReadCache? cache, WireInterner<object> ids, WireInterner<string> names) : IWire
{
    private FrameCursor _cursor = cursor;
    private int _depth;

    public static bool Reads => true;

    public int Version { get; } = format.Version;

    public bool StackTraceEnabled { get; } = format.StackTraceEnabled;

    /// <summary>Bytes of the frame not read yet.</summary>
    public readonly long Left => _cursor.Left;

    /// <summary>Gives back what was rented; the reader is of no use afterwards.</summary>
    public void Dispose() => _cursor.Dispose();

    public bool Bool(bool value) => _cursor.Byte() != 0;

    public byte Byte(byte value) => _cursor.Byte();

    public int Int(int value) => _cursor.Int32();

    public long Long(long value) => _cursor.Int64();

    public int Count(int value) => _cursor.Count();

    public string? String(string? value) => Bool(false) ? _cursor.Text() : null;

    public string? Name(string? value) => Bool(false) ? _cursor.Name(names) : null;

    public byte[]? Bytes(byte[]? value) => Bool(false) ? _cursor.Bytes() : null;

    public void Magic() => _cursor.Magic();

    public T? Nested<T>(T? value)
        where T : class => Bool(false) ? WireType.Expect<T>(ReadObject()) : null;

    public T? Cached<T>(T? value)
        where T : class
    {
        if (cache is null) return Nested(value);
        var isNew = Bool(false);
        var slot = (short)_cursor.UInt16();
        if (!isNew) return WireType.Expect<T>(cache.Get(slot));
        var before = Left;
        var read = Nested(value);
        cache.Set(slot, read, before - Left);
        return read;
    }

    public string? CachedName(string? value, CommandType type)
    {
        if (cache is null) return Open(false, type) ? Name(null) : null;
        return WireType.NameOf(Cached<object>(null), type);
    }

    public bool Open(bool present, CommandType type)
    {
        if (!Bool(false)) return false;
        WireType.Expect((CommandType)_cursor.Byte(), type);
        return true;
    }

    private object ReadObject()
    {
        var length = IdLength(_cursor.Window);
        if (length == 0) return ReadBody();
        var bytes = _cursor.Window[..length];
        if (ids.TryFind(bytes, out var hash, out var known))
        {
            _cursor.Take(length);
            return known!;
        }

        var read = ReadBody();
        ids.Remember(bytes, hash, read);
        return read;
    }

    private object ReadBody()
    {
        if (++_depth > FrameCursor.MaxDepth)
        {
            ProtocolViolationException.Throw(
                ProtocolViolationReason.NestingTooDeep, $"Objects are nested deeper than {FrameCursor.MaxDepth}.");
        }

        var read = OpenWireFields<LooseReader>.Body(ref this, (CommandType)_cursor.Byte(), null);
        _depth--;
        return read;
    }

    /// <summary>Bytes of the id or destination that begins here with its type; 0 when it is none, long, or not wholly here.</summary>
    /// <remarks>
    /// All have one text and at most two longs behind it, e.g. a session id: <c>79 01 000C 49443A682D312D322D333A31
    /// 0000000000000007</c>. A local transaction has its long in front, then a whole connection id.
    /// </remarks>
    private readonly int IdLength(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length < 4) return 0;
        var text = 1;
        var tail = 0;
        switch ((CommandType)bytes[0])
        {
            case CommandType.Queue or CommandType.Topic or CommandType.TemporaryQueue or CommandType.TemporaryTopic:
            case CommandType.ConnectionId or CommandType.BrokerId:
                break;
            case CommandType.SessionId:
                tail = 8;
                break;
            case CommandType.ConsumerId or CommandType.ProducerId:
                tail = 16;
                break;
            // With the cache there is a slot number within.
            case CommandType.LocalTransactionId when cache is null && bytes.Length >= 14 && bytes[9] == 1 && bytes[10] == (byte)CommandType.ConnectionId:
                text = 11;
                break;
            default:
                return 0;
        }

        if (bytes[text] != 1) return 0;
        var length = text + 3 + BinaryPrimitives.ReadUInt16BigEndian(bytes[(text + 1)..]) + tail;
        return length <= bytes.Length && length <= WireInterner<object>.MaxKeyBytes ? length : 0;
    }
}

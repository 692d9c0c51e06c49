using System.Buffers;
using System.Buffers.Binary;
using System.Runtime.CompilerServices;
using Broker.Core.Messages;

namespace Broker.Core.Protocols.OpenWire;

/// <summary>Reads one frame in loose encoding, wherever its segments lie.</summary>
/// <remarks>
/// Every length is checked against what is left of the frame before anything is allocated.
/// A field is read in place; only one that spans segments is put together in a rented buffer, and a byte array is
/// copied from the segments to where it stays.
/// </remarks>
internal ref struct LooseReader : IWire
{
    /// <summary>Objects within objects deeper than this are refused; real ones reach six.</summary>
    public const int MaxDepth = 32;

    private readonly WireInterner<object> _ids;
    private readonly WireInterner<string> _names;
    private readonly ReadOnlySequence<byte> _frame;
    private SequencePosition _next;
    private ReadOnlySpan<byte> _window;
    private long _behindWindow;
    private byte[]? _scratch;
    private int _depth;

    public LooseReader(ReadOnlySpan<byte> frame, OpenWireFormat format, WireInterner<object> ids, WireInterner<string> names)
    {
        _ids = ids;
        _names = names;
        _window = frame;
        Version = format.Version;
        StackTraceEnabled = format.StackTraceEnabled;
    }

    public LooseReader(in ReadOnlySequence<byte> frame, OpenWireFormat format, WireInterner<object> ids, WireInterner<string> names)
        : this([], format, ids, names)
    {
        _frame = frame;
        _next = frame.Start;
        _behindWindow = frame.Length;
    }

    public static bool Reads => true;

    public int Version { get; }

    public bool StackTraceEnabled { get; }

    /// <summary>Bytes of the frame not read yet.</summary>
    public readonly long Left => _window.Length + _behindWindow;

    /// <summary>Gives back what was rented; the reader is of no use afterwards.</summary>
    public void Dispose()
    {
        if (_scratch is not null) ArrayPool<byte>.Shared.Return(_scratch);
        _scratch = null;
    }

    public bool Bool(bool value) => Take(1)[0] != 0;

    public byte Byte(byte value) => Take(1)[0];

    public int Int(int value) => BinaryPrimitives.ReadInt32BigEndian(Take(4));

    public long Long(long value) => BinaryPrimitives.ReadInt64BigEndian(Take(8));

    public int Count(int value)
    {
        int count = BinaryPrimitives.ReadInt16BigEndian(Take(2));
        if (count < 0 || count > Left)
        {
            ProtocolViolationException.Throw(ProtocolViolationReason.BadCount, $"{count} elements in {Left} bytes.");
        }

        return count;
    }

    public string? String(string? value) => Bool(false) ? Decode(Take(BinaryPrimitives.ReadUInt16BigEndian(Take(2)))) : null;

    public string? Name(string? value)
    {
        if (!Bool(false)) return null;
        var bytes = Take(BinaryPrimitives.ReadUInt16BigEndian(Take(2)));
        if (bytes.Length > WireInterner<string>.MaxKeyBytes) return Decode(bytes);
        if (_names.TryFind(bytes, out var hash, out var known)) return known;
        var text = Decode(bytes);
        _names.Remember(bytes, hash, text);
        return text;
    }

    public byte[]? Bytes(byte[]? value)
    {
        if (!Bool(false)) return null;
        var length = Int(0);
        if (length < 0) ProtocolViolationException.Throw(ProtocolViolationReason.NegativeSize, $"A field of {length} bytes.");
        CheckLeft(length);
        if (length == 0) return [];
        var bytes = GC.AllocateUninitializedArray<byte>(length);
        CopyTo(bytes);
        return bytes;
    }

    public void Magic()
    {
        if (Take(8).SequenceEqual(OpenWireCodec.Magic)) return;
        ProtocolViolationException.Throw(ProtocolViolationReason.WrongMagic, "Remote wire format magic is invalid.");
    }

    public T? Nested<T>(T? value)
        where T : class
    {
        if (!Bool(false)) return null;
        var read = ReadObject();
        if (read is T expected) return expected;
        ProtocolViolationException.Throw(
            ProtocolViolationReason.UnexpectedType, $"A {WireType.Of(read)} where a {typeof(T).Name} belongs.");
        return null;
    }

    public T? Cached<T>(T? value)
        where T : class => Nested(value);

    public string? CachedName(string? value, CommandType type) => Open(false, type) ? Name(null) : null;

    public bool Open(bool present, CommandType type)
    {
        if (!Bool(false)) return false;
        var found = (CommandType)Byte(0);
        if (found != type)
        {
            ProtocolViolationException.Throw(ProtocolViolationReason.UnexpectedType, $"Type {found} where a {type} belongs.");
        }

        return true;
    }

    private object ReadObject()
    {
        var length = IdLength(_window);
        if (length == 0) return ReadBody();
        var bytes = _window[..length];
        if (_ids.TryFind(bytes, out var hash, out var known))
        {
            _window = _window[length..];
            return known!;
        }

        var read = ReadBody();
        _ids.Remember(bytes, hash, read);
        return read;
    }

    private object ReadBody()
    {
        if (++_depth > MaxDepth)
        {
            ProtocolViolationException.Throw(ProtocolViolationReason.NestingTooDeep, $"Objects are nested deeper than {MaxDepth}.");
        }

        var read = OpenWireFields<LooseReader>.Body(ref this, (CommandType)Byte(0), null);
        _depth--;
        return read;
    }

    /// <summary>Bytes of the id or destination that begins here with its type; 0 when it is none, long, or not wholly here.</summary>
    /// <remarks>
    /// All have one text and at most two longs behind it, e.g. a session id: <c>79 01 000C 49443A682D312D322D333A31
    /// 0000000000000007</c>. A local transaction has its long in front, then a whole connection id.
    /// </remarks>
    private static int IdLength(ReadOnlySpan<byte> bytes)
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
            case CommandType.LocalTransactionId when bytes.Length >= 14 && bytes[9] == 1 && bytes[10] == (byte)CommandType.ConnectionId:
                text = 11;
                break;
            default:
                return 0;
        }

        if (bytes[text] != 1) return 0;
        var length = text + 3 + BinaryPrimitives.ReadUInt16BigEndian(bytes[(text + 1)..]) + tail;
        return length <= bytes.Length && length <= WireInterner<object>.MaxKeyBytes ? length : 0;
    }

    private static string Decode(ReadOnlySpan<byte> bytes)
    {
        string text;
        try
        {
            text = ModifiedUtf8.GetString(bytes);
        }
        catch (FormatException e)
        {
            throw new ProtocolViolationException(ProtocolViolationReason.BadText, e.Message, e);
        }

        // A plain NUL or a four-byte sequence is read, but grows when written: what comes in must also go out again,
        // or one message would break the connection of every consumer it is handed to.
        if (bytes.Length > ushort.MaxValue / 2 && ModifiedUtf8.GetByteCount(text) > ushort.MaxValue)
        {
            ProtocolViolationException.Throw(ProtocolViolationReason.BadText, "A text is too long once it is modified UTF-8.");
        }

        return text;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private ReadOnlySpan<byte> Take(int length)
    {
        var window = _window;
        if (length > window.Length) return TakeAcross(length);
        _window = window[length..];
        return window[..length];
    }

    private ReadOnlySpan<byte> TakeAcross(int length)
    {
        CheckLeft(length);
        if (_window.IsEmpty)
        {
            NextWindow();
            if (length <= _window.Length) return Take(length);
        }

        if (_scratch is null || _scratch.Length < length)
        {
            Dispose();
            _scratch = ArrayPool<byte>.Shared.Rent(Math.Max(length, 256));
        }

        var whole = _scratch.AsSpan(0, length);
        CopyTo(whole);
        return whole;
    }

    // The caller has checked that so much is left.
    private void CopyTo(scoped Span<byte> target)
    {
        while (true)
        {
            var part = Math.Min(_window.Length, target.Length);
            _window[..part].CopyTo(target);
            _window = _window[part..];
            target = target[part..];
            if (target.IsEmpty) return;
            NextWindow();
        }
    }

    private void NextWindow()
    {
        while (_window.IsEmpty && _frame.TryGet(ref _next, out var segment)) _window = segment.Span;
        _behindWindow -= _window.Length;
    }

    private readonly void CheckLeft(int length)
    {
        if (length <= Left) return;
        ProtocolViolationException.Throw(
            ProtocolViolationReason.TruncatedField, $"A field of {length} bytes in a frame with {Left} left.");
    }
}

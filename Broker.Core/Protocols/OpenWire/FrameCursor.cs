using System.Buffers;
using System.Buffers.Binary;
using System.Runtime.CompilerServices;
using Broker.Core.Messages;

namespace Broker.Core.Protocols.OpenWire;

/// <summary>Walks over the bytes of one frame, wherever its segments lie: what both encodings read alike.</summary>
/// <remarks>
/// Every length is checked against what is left of the frame before anything is allocated.
/// A field is read in place; only one that spans segments is put together in a rented buffer, and a byte array is
/// copied from the segments to where it stays.
/// </remarks>
internal ref struct FrameCursor
{
    /// <summary>Objects within objects deeper than this are refused; real ones reach six.</summary>
    public const int MaxDepth = 32;

    private readonly ReadOnlySequence<byte> _frame;
    private SequencePosition _next;
    private ReadOnlySpan<byte> _window;
    private long _behindWindow;
    private byte[]? _scratch;

    public FrameCursor(ReadOnlySpan<byte> frame) => _window = frame;

    public FrameCursor(in ReadOnlySequence<byte> frame)
    {
        _frame = frame;
        _next = frame.Start;
        _behindWindow = frame.Length;
    }

    /// <summary>Bytes of the frame not read yet.</summary>
    public readonly long Left => _window.Length + _behindWindow;

    /// <summary>Those of them that lie together, for a look ahead.</summary>
    public readonly ReadOnlySpan<byte> Window => _window;

    /// <summary>Gives back what was rented; the cursor is of no use afterwards.</summary>
    public void Dispose()
    {
        if (_scratch is not null) ArrayPool<byte>.Shared.Return(_scratch);
        _scratch = null;
    }

    public byte Byte() => Take(1)[0];

    public ushort UInt16() => BinaryPrimitives.ReadUInt16BigEndian(Take(2));

    public int Int32() => BinaryPrimitives.ReadInt32BigEndian(Take(4));

    public uint UInt32() => BinaryPrimitives.ReadUInt32BigEndian(Take(4));

    public long Int64() => BinaryPrimitives.ReadInt64BigEndian(Take(8));

    /// <summary>An int16 number of elements; no more than the frame can hold.</summary>
    public int Count()
    {
        int count = BinaryPrimitives.ReadInt16BigEndian(Take(2));
        if (count < 0 || count > Left)
        {
            ProtocolViolationException.Throw(ProtocolViolationReason.BadCount, $"{count} elements in {Left} bytes.");
        }

        return count;
    }

    /// <summary>A uint16 number of bytes and as much modified UTF-8.</summary>
    public string Text() => Decode(Take(UInt16()));

    /// <summary>As <see cref="Text"/>, for a text that comes again and again.</summary>
    public string Name(WireInterner<string> names)
    {
        var bytes = Take(UInt16());
        if (bytes.Length > WireInterner<string>.MaxKeyBytes) return Decode(bytes);
        if (names.TryFind(bytes, out var hash, out var known)) return known!;
        var text = Decode(bytes);
        names.Remember(bytes, hash, text);
        return text;
    }

    /// <summary>An int32 number of bytes and the bytes.</summary>
    public byte[] Bytes()
    {
        var length = Int32();
        if (length < 0) ProtocolViolationException.Throw(ProtocolViolationReason.NegativeSize, $"A field of {length} bytes.");
        CheckLeft(length);
        if (length == 0) return [];
        var bytes = GC.AllocateUninitializedArray<byte>(length);
        CopyTo(bytes);
        return bytes;
    }

    /// <summary>The eight bytes before an offer's version.</summary>
    public void Magic()
    {
        if (Take(8).SequenceEqual(OpenWireCodec.Magic)) return;
        ProtocolViolationException.Throw(ProtocolViolationReason.WrongMagic, "Remote wire format magic is invalid.");
    }

    /// <summary>Bytes that stay readable while the cursor goes on, unlike those of <see cref="Take"/>.</summary>
    public ReadOnlySpan<byte> TakeToKeep(int length)
    {
        if (length <= _window.Length) return Take(length);
        CheckLeft(length);
        var kept = new byte[length];
        CopyTo(kept);
        return kept;
    }

    /// <summary>The next bytes, until the next call.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ReadOnlySpan<byte> Take(int length)
    {
        var window = _window;
        if (length > window.Length) return TakeAcross(length);
        _window = window[length..];
        return window[..length];
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

using System.Buffers;
using System.Buffers.Binary;
using Broker.Core.Messages;

namespace Broker.Core.Protocols.OpenWire;

/// <summary>One tight frame in the making: its bits, its bytes, and the bodies that are not copied into them.</summary>
/// <remarks>
/// Each thread has one and uses it for all connections it writes to, so that an idle connection holds nothing and a frame makes no
/// garbage. As on the wire: int32 size, type, number of the bits' bytes (1, 2 or 3 bytes), bits (lowest first), bytes.
/// </remarks>
internal sealed class TightFrame
{
    // Larger arrays go to the output without a copy here.
    private const int LargestCopiedBytes = 1024;
    private const int LargestKeptBytes = 64 * 1024;
    private const int MaxHeaderBytes = 8;

    [ThreadStatic]
    private static TightFrame? _ofThread;

    private readonly List<(int Before, byte[] Bytes)> _bodies = [];
    private byte[] _bits = new byte[64];
    private byte[] _bytes = new byte[1024];
    private int _bitCount;
    private int _length;
    private long _bodyLength;

    /// <summary>This thread's, empty.</summary>
    public static TightFrame Begin()
    {
        var frame = _ofThread ??= new();
        frame._bitCount = 0;
        frame._length = 0;
        frame._bodyLength = 0;
        return frame;
    }

    public void AddBit(bool value)
    {
        var at = _bitCount >> 3;
        var bit = _bitCount & 7;
        _bitCount++;
        if (bit == 0)
        {
            if (at == _bits.Length) Array.Resize(ref _bits, 2 * at);
            _bits[at] = 0;
        }

        if (value) _bits[at] |= (byte)(1 << bit);
    }

    /// <summary>The place of the next bytes, until the next call.</summary>
    public Span<byte> Take(int length)
    {
        EnsureRoom(length);
        var place = _bytes.AsSpan(_length, length);
        _length += length;
        return place;
    }

    /// <summary>Leaves bytes out that are filled in later, by <see cref="At"/>.</summary>
    public int Reserve(int length)
    {
        EnsureRoom(length);
        _length += length;
        return _length - length;
    }

    public Span<byte> At(int place, int length) => _bytes.AsSpan(place, length);

    /// <summary>Adds a text with its length before it, and tells that length.</summary>
    /// <exception cref="ArgumentException">It is too long.</exception>
    public int AddText(string text)
    {
        if (text.Length > ushort.MaxValue) throw TooLong(text.Length);
        EnsureRoom(2 + (3 * text.Length));
        var length = ModifiedUtf8.GetBytes(text, _bytes.AsSpan(_length + 2));
        if (length > ushort.MaxValue) throw TooLong(length);
        BinaryPrimitives.WriteUInt16BigEndian(_bytes.AsSpan(_length), (ushort)length);
        _length += 2 + length;
        return length;
    }

    public void AddBytes(byte[] bytes)
    {
        if (bytes.Length <= LargestCopiedBytes)
        {
            bytes.CopyTo(Take(bytes.Length));
            return;
        }

        _bodies.Add((_length, bytes));
        _bodyLength += bytes.Length;
    }

    /// <summary>Writes the frame with its size before it.</summary>
    /// <exception cref="ArgumentException">It is too large; nothing was written.</exception>
    public void WriteTo(IBufferWriter<byte> output, CommandType type)
    {
        var bits = _bits.AsSpan(0, (_bitCount + 7) / 8);
        Span<byte> header = stackalloc byte[MaxHeaderBytes];
        var headerLength = 5 + WriteBitsLength(header[5..], bits.Length);
        var size = headerLength - OpenWireCodec.SizeBytes + bits.Length + _length + _bodyLength;
        if (size > OpenWireCodec.MaxSize) throw new ArgumentException($"A frame of {size} bytes is too large for OpenWire.", nameof(output));
        BinaryPrimitives.WriteInt32BigEndian(header, (int)size);
        header[4] = (byte)type;
        output.Write(header[..headerLength]);
        output.Write(bits);
        var written = 0;
        foreach (var (before, bytes) in _bodies)
        {
            output.Write(_bytes.AsSpan(written..before));
            output.Write(bytes);
            written = before;
        }

        output.Write(_bytes.AsSpan(written.._length));
    }

    /// <summary>Lets go of bodies and of what a large frame needed.</summary>
    public void End()
    {
        _bodies.Clear();
        if (_bytes.Length > LargestKeptBytes) _bytes = new byte[1024];
        if (_bits.Length > LargestKeptBytes) _bits = new byte[64];
    }

    private static int WriteBitsLength(Span<byte> target, int length)
    {
        if (length > short.MaxValue) throw new ArgumentException($"OpenWire cannot carry {length} bytes of bits.", nameof(length));
        if (length < 0x40)
        {
            target[0] = (byte)length;
            return 1;
        }

        if (length <= byte.MaxValue)
        {
            (target[0], target[1]) = (0xC0, (byte)length);
            return 2;
        }

        target[0] = 0x80;
        BinaryPrimitives.WriteInt16BigEndian(target[1..], (short)length);
        return 3;
    }

    private static ArgumentException TooLong(int length) => new($"OpenWire cannot carry a text of {length} bytes.", nameof(length));

    private void EnsureRoom(int length)
    {
        if (length <= _bytes.Length - _length) return;
        Array.Resize(ref _bytes, Math.Max(2 * _bytes.Length, _length + length));
    }
}

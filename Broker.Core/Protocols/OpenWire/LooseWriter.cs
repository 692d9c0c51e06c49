using System.Buffers;
using System.Buffers.Binary;
using System.Runtime.CompilerServices;
using Broker.Core.Messages;

namespace Broker.Core.Protocols.OpenWire;

/// <summary>Writes one frame in loose encoding.</summary>
/// <remarks>Asks the output for small pieces alone: a large byte array goes to it in one call, past the piece at hand.</remarks>
internal ref struct LooseWriter : IWire
{
    private const int PieceBytes = 512;

    // A frame up to this size is written in one piece.
    private const int LargestPieceBytes = 16 * 1024;

    private readonly IBufferWriter<byte> _output;
    private readonly WriteCache? _cache;
    private Span<byte> _piece;
    private int _at;

    /// <param name="output">Where to.</param>
    /// <param name="format">What was negotiated.</param>
    /// <param name="cache">Our object cache with the numbers that the sizer gave; null when none was negotiated.</param>
    /// <param name="sizeBytes">What the sizer counted.</param>
    public LooseWriter(IBufferWriter<byte> output, OpenWireFormat format, WriteCache? cache, int sizeBytes)
    {
        _output = output;
        _cache = cache;
        _piece = output.GetSpan(sizeBytes <= LargestPieceBytes ? sizeBytes : PieceBytes);
        Version = format.Version;
        StackTraceEnabled = format.StackTraceEnabled;
    }

    public static bool Reads => false;

    public int Version { get; }

    public bool StackTraceEnabled { get; }

    /// <summary>Hands what is written to the output.</summary>
    public void Complete()
    {
        _output.Advance(_at);
        _at = 0;
        _piece = [];
    }

    public bool Bool(bool value)
    {
        Take(1)[0] = value ? (byte)1 : (byte)0;
        return value;
    }

    public byte Byte(byte value)
    {
        Take(1)[0] = value;
        return value;
    }

    public int Int(int value)
    {
        BinaryPrimitives.WriteInt32BigEndian(Take(4), value);
        return value;
    }

    public long Long(long value)
    {
        BinaryPrimitives.WriteInt64BigEndian(Take(8), value);
        return value;
    }

    public int Count(int value)
    {
        BinaryPrimitives.WriteInt16BigEndian(Take(2), (short)value);
        return value;
    }

    public string? String(string? value)
    {
        Bool(value is not null);
        if (value is null) return null;

        // Nearly all text is short and ASCII: it fits, and its length is known once it is written.
        var room = _piece[_at..];
        var length = (2 + (3 * value.Length)) <= room.Length
            ? ModifiedUtf8.GetBytes(value, room[2..])
            : ModifiedUtf8.GetByteCount(value);
        var place = Take(2 + length);
        BinaryPrimitives.WriteUInt16BigEndian(place, (ushort)length);
        if ((2 + (3 * value.Length)) > room.Length) ModifiedUtf8.GetBytes(value, place[2..]);
        return value;
    }

    public string? Name(string? value) => String(value);

    public byte[]? Bytes(byte[]? value)
    {
        Bool(value is not null);
        if (value is null) return null;
        Int(value.Length);
        if (value.Length <= _piece.Length - _at)
        {
            value.CopyTo(Take(value.Length));
            return value;
        }

        Complete();
        _output.Write(value);
        return value;
    }

    public void Magic() => OpenWireCodec.Magic.CopyTo(Take(OpenWireCodec.Magic.Length));

    public T? Nested<T>(T? value)
        where T : class
    {
        Bool(value is not null);
        if (value is null) return null;
        var type = WireType.Of(value);
        Byte((byte)type);
        OpenWireFields<LooseWriter>.Body(ref this, type, value);
        return value;
    }

    public T? Cached<T>(T? value)
        where T : class
    {
        if (_cache is null) return Nested(value);
        var (slot, isNew) = _cache.Replay();
        Bool(isNew);
        BinaryPrimitives.WriteInt16BigEndian(Take(2), slot);
        return isNew ? Nested(value) : value;
    }

    public string? CachedName(string? value, CommandType type)
    {
        if (_cache is null) return Open(value is not null, type) ? Name(value) : null;
        Cached(WireType.IdOf(value, type));
        return value;
    }

    public bool Open(bool present, CommandType type)
    {
        Bool(present);
        if (present) Byte((byte)type);
        return present;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private Span<byte> Take(int length)
    {
        if (length > _piece.Length - _at) NextPiece(length);
        var place = _piece.Slice(_at, length);
        _at += length;
        return place;
    }

    private void NextPiece(int length)
    {
        Complete();
        _piece = _output.GetSpan(Math.Max(length, PieceBytes));
    }
}

using System.Buffers.Binary;
using Broker.Core.Messages;

namespace Broker.Storage.Encodings;

/// <summary>Writes the body of a record into memory that is known to be large enough.</summary>
internal ref struct RecordWriter(Span<byte> target)
{
    /// <summary>Most bytes of a variable-length number.</summary>
    public const int MaxNumberBytes = 10;

    private readonly Span<byte> _target = target;

    public int Position { get; private set; }

    /// <summary>Upper bound of what <see cref="WriteText"/> takes.</summary>
    public static int MaxTextBytes(string? text) => text is null ? 0 : 5 + (3 * text.Length);

    public readonly ReadOnlySpan<byte> Written => _target[..Position];

    public void Skip(int bytes) => Position += bytes;

    public void WriteByte(byte value) => _target[Position++] = value;

    public void WriteUInt32(uint value)
    {
        BinaryPrimitives.WriteUInt32LittleEndian(_target[Position..], value);
        Position += 4;
    }

    /// <summary>Seven bits a byte, lowest first, as in protocol buffers.</summary>
    public void WriteUnsigned(ulong value)
    {
        while (value >= 0x80)
        {
            _target[Position++] = (byte)(value | 0x80);
            value >>= 7;
        }

        _target[Position++] = (byte)value;
    }

    /// <summary>Zigzag, so that small negative numbers stay short.</summary>
    public void WriteSigned(long value) => WriteUnsigned((ulong)((value << 1) ^ (value >> 63)));

    public void WriteText(string text)
    {
        var length = ModifiedUtf8.GetByteCount(text);
        WriteUnsigned((ulong)length);
        Position += ModifiedUtf8.GetBytes(text, _target.Slice(Position, length));
    }

    public void WriteOptionalText(string? text)
    {
        WriteByte(text is null ? (byte)0 : (byte)1);
        if (text is not null) WriteText(text);
    }

    public void WriteBytes(ReadOnlySpan<byte> bytes)
    {
        bytes.CopyTo(_target[Position..]);
        Position += bytes.Length;
    }

    public void WriteBlock(ReadOnlySpan<byte> bytes)
    {
        WriteUnsigned((ulong)bytes.Length);
        WriteBytes(bytes);
    }

    public void WriteDestination(Destination destination)
    {
        WriteByte((byte)destination.Kind);
        WriteText(destination.Name);
    }
}

using System.Buffers.Binary;
using Broker.Core.Messages;

namespace Broker.Storage.Encodings;

/// <summary>Reads what <see cref="RecordWriter"/> wrote.</summary>
/// <exception cref="FormatException">From every member: the bytes end early or make no sense.</exception>
internal ref struct RecordReader(ReadOnlySpan<byte> bytes)
{
    private ReadOnlySpan<byte> _rest = bytes;

    public readonly ReadOnlySpan<byte> Rest => _rest;

    public byte ReadByte() => Take(1)[0];

    public uint ReadUInt32() => BinaryPrimitives.ReadUInt32LittleEndian(Take(4));

    public ulong ReadUnsigned()
    {
        ulong value = 0;
        for (var shift = 0; shift < 64; shift += 7)
        {
            var part = ReadByte();
            value |= (ulong)(part & 0x7F) << shift;
            if (part < 0x80) return value;
        }

        throw new FormatException("A number is longer than ten bytes.");
    }

    public long ReadSigned()
    {
        var value = ReadUnsigned();
        return (long)(value >> 1) ^ -(long)(value & 1);
    }

    public int ReadNumber() => checked((int)ReadSigned());

    public string ReadText() => ModifiedUtf8.GetString(ReadBlock());

    public string? ReadOptionalText() => ReadByte() == 0 ? null : ReadText();

    public ReadOnlySpan<byte> ReadBlock()
    {
        var length = ReadUnsigned();
        if (length > (ulong)_rest.Length) throw new FormatException("A length passes the end of its record.");
        return Take((int)length);
    }

    public Destination ReadDestination() => new((DestinationKind)ReadByte(), ReadText());

    private ReadOnlySpan<byte> Take(int length)
    {
        if (length > _rest.Length) throw new FormatException("A record ends early.");
        var taken = _rest[..length];
        _rest = _rest[length..];
        return taken;
    }
}

using System.Buffers;
using System.Text;

namespace Broker.Core.Messages;

/// <summary>Java's modified UTF-8: U+0000 is C0 80, and each half of a surrogate pair is three bytes of its own.</summary>
/// <remarks>Source: Java's DataOutput.writeUTF. All text in properties, bodies and OpenWire is written so.</remarks>
public static class ModifiedUtf8
{
    // Bytes that mean the same in plain UTF-8: no NUL, no surrogate half (ED A0..BF), no C0 80.
    private static readonly SearchValues<byte> _special = SearchValues.Create(0xC0, 0xED);

    public static int GetByteCount(ReadOnlySpan<char> text)
    {
        if (Ascii.IsValid(text) && !text.Contains('\0')) return text.Length;
        var count = 0;
        foreach (var unit in text)
        {
            count += unit is >= '\u0001' and <= '\u007F' ? 1 : unit <= '\u07FF' ? 2 : 3;
        }

        return count;
    }

    /// <returns>Bytes written.</returns>
    /// <exception cref="ArgumentException"><paramref name="target"/> is shorter than <see cref="GetByteCount"/>.</exception>
    public static int GetBytes(ReadOnlySpan<char> text, Span<byte> target)
    {
        if (!text.Contains('\0') && Ascii.FromUtf16(text, target, out var ascii) == OperationStatus.Done) return ascii;
        if (target.Length < GetByteCount(text)) throw new ArgumentException("The target is too short.", nameof(target));
        var at = 0;
        foreach (var unit in text)
        {
            if (unit is >= '\u0001' and <= '\u007F')
            {
                target[at++] = (byte)unit;
            }
            else if (unit <= '\u07FF')
            {
                target[at++] = (byte)(0xC0 | (unit >> 6));
                target[at++] = (byte)(0x80 | (unit & 0x3F));
            }
            else
            {
                target[at++] = (byte)(0xE0 | (unit >> 12));
                target[at++] = (byte)(0x80 | ((unit >> 6) & 0x3F));
                target[at++] = (byte)(0x80 | (unit & 0x3F));
            }
        }

        return at;
    }

    /// <exception cref="FormatException">The bytes are not modified UTF-8.</exception>
    public static string GetString(ReadOnlySpan<byte> bytes)
    {
        if (Ascii.IsValid(bytes)) return Encoding.ASCII.GetString(bytes);
        if (!bytes.ContainsAny(_special)) return GetPlainString(bytes);
        var units = ArrayPool<char>.Shared.Rent(bytes.Length);
        try
        {
            return new string(units, 0, Decode(bytes, units));
        }
        finally
        {
            ArrayPool<char>.Shared.Return(units);
        }
    }

    private static string GetPlainString(ReadOnlySpan<byte> bytes)
    {
        // Four-byte sequences do not exist in modified UTF-8, but some clients send them; they are harmless to read.
        try
        {
            return _strict.GetString(bytes);
        }
        catch (DecoderFallbackException e)
        {
            throw new FormatException("Text is not modified UTF-8.", e);
        }
    }

    private static int Decode(ReadOnlySpan<byte> bytes, Span<char> units)
    {
        var count = 0;
        for (var at = 0; at < bytes.Length;)
        {
            var lead = bytes[at];
            if (lead < 0x80)
            {
                units[count++] = (char)lead;
                at++;
            }
            else if ((lead & 0xE0) == 0xC0 && at + 1 < bytes.Length && IsTrail(bytes[at + 1]))
            {
                units[count++] = (char)(((lead & 0x1F) << 6) | (bytes[at + 1] & 0x3F));
                at += 2;
            }
            else if ((lead & 0xF0) == 0xE0 && at + 2 < bytes.Length && IsTrail(bytes[at + 1]) && IsTrail(bytes[at + 2]))
            {
                units[count++] = (char)(((lead & 0x0F) << 12) | ((bytes[at + 1] & 0x3F) << 6) | (bytes[at + 2] & 0x3F));
                at += 3;
            }
            else
            {
                throw new FormatException($"Text is not modified UTF-8 at byte {at}.");
            }
        }

        return count;
    }

    private static bool IsTrail(byte value) => (value & 0xC0) == 0x80;

    private static readonly UTF8Encoding _strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);
}

using System.Globalization;

namespace Broker.Core.Configuration;

/// <summary>Reads sizes as people write them: "1048576", "64mb", "100 gb".</summary>
public static class ByteSize
{
    /// <summary>What a size looks like, for error sentences.</summary>
    public const string Form = "bytes as a whole number, or with kb, mb or gb behind it, such as 64mb";

    /// <summary>Reads a size in bytes; kb, mb and gb are powers of 1024, in upper or lower case, as ActiveMQ takes them.</summary>
    public static bool TryParse(string text, out long bytes)
    {
        bytes = 0;
        var number = text.AsSpan().Trim();
        var unit = 1L;
        if (number.Length > 2 && "bB".Contains(number[^1], StringComparison.Ordinal))
        {
            unit = char.ToUpperInvariant(number[^2]) switch { 'K' => 1L << 10, 'M' => 1L << 20, 'G' => 1L << 30, _ => 0 };
            if (unit == 0) return false;
            number = number[..^2].TrimEnd();
        }

        if (!long.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out var count)) return false;
        if (count > long.MaxValue / unit) return false;
        bytes = count * unit;
        return true;
    }
}

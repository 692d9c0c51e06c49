using System.Globalization;

namespace Broker.Core.Configuration;

/// <summary>A ceiling as people write it: bytes, or a share of what the machine has. Source: ActiveMQ's limit and percentLimit.</summary>
public readonly record struct UsageLimit
{
    /// <summary>What one looks like, for error sentences.</summary>
    public const string Form = $"{ByteSize.Form}, or a share such as 70%";

    /// <summary>In bytes; meaningless while <see cref="Percent"/> says something.</summary>
    public long Bytes { get; private init; }

    /// <summary>Of the whole, 1 to 100; 0 for a limit in bytes.</summary>
    public int Percent { get; private init; }

    public static implicit operator UsageLimit(long bytes) => FromInt64(bytes);

    public static UsageLimit FromInt64(long bytes) => new() { Bytes = bytes };

    /// <param name="percent">1 to 100.</param>
    public static UsageLimit FromPercent(int percent) => new() { Percent = percent };

    /// <summary>Reads "256mb" or "70%".</summary>
    public static bool TryParse(string text, out UsageLimit limit)
    {
        limit = default;
        var trimmed = text.AsSpan().Trim();
        if (trimmed.EndsWith("%", StringComparison.Ordinal))
        {
            var number = trimmed[..^1];
            if (!int.TryParse(number.TrimEnd(), NumberStyles.None, CultureInfo.InvariantCulture, out var percent) || percent is < 1 or > 100) return false;
            limit = FromPercent(percent);
            return true;
        }

        if (!ByteSize.TryParse(text, out var bytes)) return false;
        limit = bytes;
        return true;
    }

    /// <summary>The limit in bytes, where the whole has so many.</summary>
    public UsageLimit Of(long wholeBytes) => Percent == 0 ? this : wholeBytes / 100 * Percent;

    public override string ToString() => Percent == 0 ? Bytes.ToString(CultureInfo.InvariantCulture) : string.Create(CultureInfo.InvariantCulture, $"{Percent}%");
}

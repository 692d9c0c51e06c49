using System.Globalization;

namespace Broker.Core.Management;

/// <summary>The place of a job in the order of all, as text "due:sequence".</summary>
internal readonly record struct JobCursor(long Due, long Sequence)
{
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Due}:{Sequence}");

    public static bool TryParse(string text, out JobCursor cursor)
    {
        cursor = default;
        var colon = text.IndexOf(':', StringComparison.Ordinal);
        if (colon < 0 || !long.TryParse(text.AsSpan(0, colon), NumberStyles.None, CultureInfo.InvariantCulture, out var due)) return false;
        if (!long.TryParse(text.AsSpan(colon + 1), NumberStyles.None, CultureInfo.InvariantCulture, out var sequence)) return false;
        cursor = new(due, sequence);
        return true;
    }
}

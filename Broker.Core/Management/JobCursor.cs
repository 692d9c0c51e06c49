using System.Globalization;

namespace Broker.Core.Management;

/// <summary>The place of a job in the order of all, as text "due:id".</summary>
internal readonly record struct JobCursor(long Due, string Id)
{
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Due}:{Id}");

    public static bool TryParse(string text, out JobCursor cursor)
    {
        cursor = default;
        var colon = text.IndexOf(':', StringComparison.Ordinal);
        if (colon < 0 || !long.TryParse(text.AsSpan(0, colon), NumberStyles.None, CultureInfo.InvariantCulture, out var due)) return false;
        cursor = new(due, text[(colon + 1)..]);
        return true;
    }
}

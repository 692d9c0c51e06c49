namespace Broker.Tests.Core.Selectors;

/// <summary>Reads the tables of selectors and what they are of <see cref="FakeSelectorSubject.Order"/>.</summary>
/// <remarks>
/// A line is <c>outcome | selector</c>; the outcome is true, false, unknown or invalid (refused when read).
/// Each line was also run through ActiveMQ 5.17.2's SelectorParser on the same message. Where that differs from us
/// on purpose the line says what it gave: <c>outcome (ActiveMQ: outcome) | selector</c>, and error stands for
/// failing on the message. {LF} and {TAB} stand for a line end and a tab.
/// </remarks>
internal static class SelectorTable
{
    private const string ConversionPrefix = "convert_string_expressions:";

    /// <summary>The selectors of a table with their outcomes.</summary>
    public static IEnumerable<(string Outcome, string Selector)> Read(string table)
    {
        foreach (var line in table.Split('\n', StringSplitOptions.RemoveEmptyEntries))
        {
            var bar = line.IndexOf('|', StringComparison.Ordinal);
            var selector = line[(bar + 1)..].Trim()
                .Replace("{LF}", "\n", StringComparison.Ordinal)
                .Replace("{TAB}", "\t", StringComparison.Ordinal);
            yield return (line[..bar].Trim().Split(' ')[0], selector);
        }
    }

    /// <summary>The selector in parentheses behind a NOT; true exactly when the selector is false.</summary>
    public static string Negate(string selector) =>
        selector.StartsWith(ConversionPrefix, StringComparison.Ordinal)
            ? $"{ConversionPrefix}NOT ({selector[ConversionPrefix.Length..]})"
            : $"NOT ({selector})";
}

namespace Broker.Core.Configuration;

/// <summary>Lists of groups as people write them: "orders, auditors".</summary>
public static class GroupNames
{
    /// <summary>Stands for every group in a list of rights.</summary>
    public const string Everybody = "*";

    /// <summary>The names in the order written; none for an empty text.</summary>
    public static string[] Split(string text) =>
        text.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);

    /// <summary>What is wrong with a list of groups, and the right form; null when nothing is.</summary>
    /// <param name="text">The list.</param>
    /// <param name="orEverybody">'*' is a group here.</param>
    internal static string? Fault(string text, bool orEverybody)
    {
        foreach (var name in Split(text))
        {
            if (name.Any(c => char.IsWhiteSpace(c) || char.IsControl(c))) return $"'{name}' has blanks; write names such as orders, separated by ','";
            if (name.Contains('*', StringComparison.Ordinal) && !(orEverybody && name is Everybody))
            {
                return orEverybody
                    ? $"'{name}' is no group; write whole names, or '*' alone for everybody"
                    : $"'{name}' is no group; '*' stands for everybody in rights alone";
            }
        }

        return null;
    }
}

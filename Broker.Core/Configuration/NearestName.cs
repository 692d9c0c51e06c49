namespace Broker.Core.Configuration;

/// <summary>Guesses which known name a mistyped one was meant to be.</summary>
public static class NearestName
{
    /// <summary>The known name with the fewest typing errors between them; null when none is near.</summary>
    /// <remarks>Near: at most a third of the letters differ. Upper and lower case count as equal.</remarks>
    public static string? Find(string given, IEnumerable<string> known)
    {
        string? nearest = null;
        var fewest = (Math.Max(given.Length, 3) / 3) + 1;
        foreach (var name in known)
        {
            var errors = CountErrors(given, name);
            if (errors >= fewest) continue;
            fewest = errors;
            nearest = name;
        }

        return nearest;
    }

    /// <summary>Letters to add, drop, change or swap with their neighbour to make one of the other.</summary>
    /// <remarks>Optimal string alignment distance, row by row.</remarks>
    private static int CountErrors(string a, string b)
    {
        var beforePrevious = new int[b.Length + 1];
        var previous = Enumerable.Range(0, b.Length + 1).ToArray();
        for (var i = 1; i <= a.Length; i++)
        {
            var current = new int[b.Length + 1];
            current[0] = i;
            for (var j = 1; j <= b.Length; j++)
            {
                var change = Same(a[i - 1], b[j - 1]) ? 0 : 1;
                current[j] = Math.Min(Math.Min(previous[j], current[j - 1]) + 1, previous[j - 1] + change);
                if (i > 1 && j > 1 && Same(a[i - 1], b[j - 2]) && Same(a[i - 2], b[j - 1]))
                {
                    current[j] = Math.Min(current[j], beforePrevious[j - 2] + 1);
                }
            }

            (beforePrevious, previous) = (previous, current);
        }

        return previous[b.Length];
    }

    private static bool Same(char a, char b) => char.ToUpperInvariant(a) == char.ToUpperInvariant(b);
}

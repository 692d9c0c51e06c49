namespace Broker.Core.Selectors.Expressions;

/// <summary>A LIKE pattern: % is any run of characters, _ is one character, all else is itself.</summary>
/// <remarks>
/// The escape character takes its meaning from % and _ and from itself; before anything else it is an ordinary
/// character, as ActiveMQ. One character is one code point, so _ matches a whole emoji.
/// </remarks>
internal sealed class LikePattern
{
    private const int AnyRun = -1;
    private const int AnyCharacter = -2;

    // A literal UTF-16 unit, or one of the two constants above; never two runs in a row.
    private readonly int[] _steps;

    public LikePattern(string pattern, char? escape)
    {
        var steps = new List<int>(pattern.Length);
        for (var i = 0; i < pattern.Length; i++)
        {
            var c = pattern[i];
            if (c == escape && i + 1 < pattern.Length && (pattern[i + 1] is '%' or '_' || pattern[i + 1] == escape))
            {
                steps.Add(pattern[++i]);
            }
            else if (c != '%')
            {
                steps.Add(c == '_' ? AnyCharacter : c);
            }
            else if (steps.Count == 0 || steps[^1] != AnyRun)
            {
                steps.Add(AnyRun);
            }
        }

        _steps = [.. steps];
    }

    /// <summary>True when the pattern describes the whole text. Time: at most length of pattern times length of text.</summary>
    public bool IsMatch(ReadOnlySpan<char> text)
    {
        var step = 0;
        var position = 0;

        // Where to go on when the steps after the latest run fail: let that run take one character more.
        var stepAfterRun = -1;
        var runEnd = 0;
        while (position < text.Length)
        {
            if (step < _steps.Length && _steps[step] == AnyRun)
            {
                stepAfterRun = ++step;
                runEnd = position;
            }
            else if (step < _steps.Length && Consumes(_steps[step], text[position..], out var length))
            {
                step++;
                position += length;
            }
            else if (stepAfterRun >= 0)
            {
                step = stepAfterRun;
                position = ++runEnd;
            }
            else
            {
                return false;
            }
        }

        return step == _steps.Length || (step == _steps.Length - 1 && _steps[step] == AnyRun);
    }

    private static bool Consumes(int step, ReadOnlySpan<char> text, out int length)
    {
        length = step == AnyCharacter && text.Length > 1 && char.IsSurrogatePair(text[0], text[1]) ? 2 : 1;
        return step == AnyCharacter || step == text[0];
    }
}

using System.Text.RegularExpressions;

namespace Broker.Core.Selectors.Expressions;

/// <summary>Compiles the pattern argument of a function into a regular expression that cannot run away.</summary>
/// <remarks>
/// The engine without backtracking takes time linear in the text, so look-around, back references and very large
/// repetitions are refused. ActiveMQ uses java.util.regex and has no such guard.
/// </remarks>
internal static class SelectorRegex
{
    /// <exception cref="InvalidSelectorException">The pattern is not a literal, malformed, or needs backtracking.</exception>
    public static Regex Compile(string function, Expression pattern, int position)
    {
        if (pattern is not LiteralExpression { Value.AsString: string text })
        {
            throw new InvalidSelectorException(position, $"expected a string literal as the pattern of {function}");
        }

        try
        {
            return new Regex(
                text,
                RegexOptions.NonBacktracking | RegexOptions.CultureInvariant,
                SelectorLimits.RegexTimeout);
        }
        catch (Exception e) when (e is ArgumentException or NotSupportedException)
        {
            throw new InvalidSelectorException(
                position,
                $"expected a regular expression without look-around and back references as the pattern of {function}: {e.Message}",
                e);
        }
    }
}

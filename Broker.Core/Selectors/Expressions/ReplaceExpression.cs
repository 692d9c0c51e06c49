using System.Text;
using System.Text.RegularExpressions;

namespace Broker.Core.Selectors.Expressions;

/// <summary>REPLACE(text, pattern, replacement): the text with every match of the pattern replaced.</summary>
/// <remarks>
/// In the replacement $1 stands for a group, ${name} for a named one, and a backslash makes the next character plain.
/// Unknown when an argument is not text, the replacement names no group of the pattern, or the result is too long.
/// Source: as ActiveMQ, that is java.lang.String.replaceAll.
/// </remarks>
internal sealed class ReplaceExpression(Expression operand, Regex pattern, Expression replacement)
    : Expression(DepthAbove(operand, replacement))
{
    public override SelectorValue Evaluate(ISelectorSubject subject)
    {
        if (operand.Evaluate(subject).AsString is not string text
            || replacement.Evaluate(subject).AsString is not string template
            || ReplacementPieces.Read(template, pattern) is not { } pieces)
        {
            return SelectorValue.Unknown;
        }

        var result = new StringBuilder();
        var copied = 0;
        for (var match = pattern.Match(text); match.Success; match = match.NextMatch())
        {
            result.Append(text, copied, match.Index - copied);
            copied = match.Index + match.Length;
            if (!AppendReplacement(result, pieces, match))
            {
                return SelectorValue.Unknown;
            }
        }

        result.Append(text, copied, text.Length - copied);
        return result.Length > SelectorLimits.ProducedTextLength
            ? SelectorValue.Unknown
            : SelectorValue.From(result.ToString());
    }

    private static bool AppendReplacement(StringBuilder result, List<ReplacementPieces.Piece> pieces, Match match)
    {
        foreach (var piece in pieces)
        {
            if (result.Length > SelectorLimits.ProducedTextLength)
            {
                return false;
            }

            result.Append(piece.Text is null ? match.Groups[piece.Group].ValueSpan : piece.Text);
        }

        return true;
    }
}

using System.Text.RegularExpressions;

namespace Broker.Core.Selectors.Expressions;

/// <summary>SPLIT(text, pattern[, limit]): the pieces of a text between the places a pattern matches.</summary>
/// <remarks>
/// A positive limit is the most pieces, the last one keeping the rest; 0 (the default) drops empty pieces at the end;
/// a negative one keeps them. A text that was not cut stays a piece even if empty, and a match of nothing at its start
/// cuts nothing off. Unknown when the text is absent.
/// Source: as ActiveMQ, that is java.lang.String.split.
/// </remarks>
internal sealed class SplitExpression(Expression operand, Regex pattern, Expression limit)
    : Expression(DepthAbove(operand, limit))
{
    public override SelectorValue Evaluate(ISelectorSubject subject)
    {
        var most = limit.Evaluate(subject);
        if (operand.Evaluate(subject).AsString is not string text || most.Kind != SelectorValueKind.Long)
        {
            return SelectorValue.Unknown;
        }

        var pieces = Pieces(text, most.AsLong);
        if (most.AsLong == 0 && pieces.Count > 1)
        {
            DropEmptyEnd(pieces);
        }

        return SelectorValue.From([.. pieces]);
    }

    private List<SelectorValue> Pieces(string text, long most)
    {
        var pieces = new List<SelectorValue>();
        var pieceStart = 0;
        foreach (var match in pattern.EnumerateMatches(text))
        {
            if (most > 0 && pieces.Count == most - 1)
            {
                break;
            }

            if (match.Length == 0 && match.Index == 0)
            {
                continue;
            }

            pieces.Add(SelectorValue.From(text[pieceStart..match.Index]));
            pieceStart = match.Index + match.Length;
        }

        pieces.Add(SelectorValue.From(text[pieceStart..]));
        return pieces;
    }

    private static void DropEmptyEnd(List<SelectorValue> pieces)
    {
        while (pieces.Count > 0 && pieces[^1].AsString is "")
        {
            pieces.RemoveAt(pieces.Count - 1);
        }
    }
}

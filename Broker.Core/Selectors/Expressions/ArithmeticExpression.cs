namespace Broker.Core.Selectors.Expressions;

/// <summary>+ - * / % between two numbers, and + after text, which appends to it.</summary>
/// <remarks>
/// Two exact numbers give an exact one for + - * (wrapping around as in Java); / and % are computed in doubles, so
/// 7 / 2 is 3.5. Dividing an exact number by an exact zero is unknown. Any other pairing of kinds is unknown.
/// Source: as ActiveMQ, except that it gives infinity for division by an exact zero and fails for unfitting kinds.
/// </remarks>
internal sealed class ArithmeticExpression(SelectorTokenKind operation, Expression left, Expression right)
    : Expression(DepthAbove(left, right))
{
    public override SelectorValue Evaluate(ISelectorSubject subject)
    {
        var first = left.Evaluate(subject);
        if (first.IsUnknown)
        {
            return first;
        }

        return Compute(operation, first, right.Evaluate(subject));
    }

    public static SelectorValue Compute(SelectorTokenKind operation, in SelectorValue left, in SelectorValue right)
    {
        if (left.Kind == SelectorValueKind.String && operation == SelectorTokenKind.Plus)
        {
            return Concatenate(left.AsString!, right.ToText());
        }

        if (!left.IsNumber || !right.IsNumber)
        {
            return SelectorValue.Unknown;
        }

        return left.Kind == SelectorValueKind.Long && right.Kind == SelectorValueKind.Long
            ? ComputeExact(operation, left.AsLong, right.AsLong)
            : ComputeApproximate(operation, left.AsDouble, right.AsDouble);
    }

    private static SelectorValue ComputeExact(SelectorTokenKind operation, long left, long right) => operation switch
    {
        SelectorTokenKind.Plus => SelectorValue.From(unchecked(left + right)),
        SelectorTokenKind.Minus => SelectorValue.From(unchecked(left - right)),
        SelectorTokenKind.Star => SelectorValue.From(unchecked(left * right)),
        _ => right == 0 ? SelectorValue.Unknown : ComputeApproximate(operation, left, right),
    };

    private static SelectorValue ComputeApproximate(SelectorTokenKind operation, double left, double right) =>
        SelectorValue.From(operation switch
        {
            SelectorTokenKind.Plus => left + right,
            SelectorTokenKind.Minus => left - right,
            SelectorTokenKind.Star => left * right,
            SelectorTokenKind.Slash => left / right,
            _ => left % right,
        });

    private static SelectorValue Concatenate(string left, string? right) =>
        right is null || left.Length + right.Length > SelectorLimits.ProducedTextLength
            ? SelectorValue.Unknown
            : SelectorValue.From(left + right);
}

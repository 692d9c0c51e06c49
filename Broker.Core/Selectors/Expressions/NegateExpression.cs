namespace Broker.Core.Selectors.Expressions;

/// <summary>A minus sign before a number; unknown before anything else.</summary>
internal sealed class NegateExpression(Expression operand) : Expression(1 + operand.Depth)
{
    public override SelectorValue Evaluate(ISelectorSubject subject) => Negate(operand.Evaluate(subject));

    public static SelectorValue Negate(in SelectorValue value) => value.Kind switch
    {
        SelectorValueKind.Long => SelectorValue.From(unchecked(-value.AsLong)),
        SelectorValueKind.Double => SelectorValue.From(-value.AsDouble),
        _ => SelectorValue.Unknown,
    };
}

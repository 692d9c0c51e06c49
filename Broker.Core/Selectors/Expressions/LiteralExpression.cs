namespace Broker.Core.Selectors.Expressions;

/// <summary>A number or text written in the selector.</summary>
internal sealed class LiteralExpression(SelectorValue value) : Expression(depth: 1)
{
    public SelectorValue Value { get; } = value;

    public override SelectorValue Evaluate(ISelectorSubject subject) => Value;
}

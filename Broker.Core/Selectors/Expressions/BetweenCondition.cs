namespace Broker.Core.Selectors.Expressions;

/// <summary>BETWEEN, both bounds included.</summary>
internal sealed class BetweenCondition(Expression operand, Expression low, Expression high, bool converts)
    : Condition(DepthAbove([operand, low, high]))
{
    public override bool? Test(ISelectorSubject subject)
    {
        var value = operand.Evaluate(subject);
        return ValueComparison.IsOrdered(SelectorTokenKind.GreaterOrEqual, value, low.Evaluate(subject), converts)
            & ValueComparison.IsOrdered(SelectorTokenKind.LessOrEqual, value, high.Evaluate(subject), converts);
    }
}

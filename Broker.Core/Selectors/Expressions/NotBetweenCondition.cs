namespace Broker.Core.Selectors.Expressions;

/// <summary>NOT BETWEEN: below the one bound or above the other.</summary>
/// <remarks>Not the NOT of BETWEEN: of text, which has no order, both are false.</remarks>
internal sealed class NotBetweenCondition(Expression operand, Expression low, Expression high, bool converts)
    : Condition(DepthAbove([operand, low, high]))
{
    public override bool? Test(ISelectorSubject subject)
    {
        var value = operand.Evaluate(subject);
        return ValueComparison.IsOrdered(SelectorTokenKind.Less, value, low.Evaluate(subject), converts)
            | ValueComparison.IsOrdered(SelectorTokenKind.Greater, value, high.Evaluate(subject), converts);
    }
}

namespace Broker.Core.Selectors.Expressions;

/// <summary>&lt; &lt;= &gt; &gt;= between two numbers.</summary>
internal sealed class OrderCondition(SelectorTokenKind order, Expression left, Expression right, bool converts)
    : Condition(DepthAbove(left, right))
{
    public override bool? Test(ISelectorSubject subject) =>
        ValueComparison.IsOrdered(order, left.Evaluate(subject), right.Evaluate(subject), converts);
}

namespace Broker.Core.Selectors.Expressions;

/// <summary>= between two values; &lt;&gt; is its NOT.</summary>
internal sealed class EqualCondition(Expression left, Expression right, bool converts) : Condition(DepthAbove(left, right))
{
    public override bool? Test(ISelectorSubject subject) =>
        ValueComparison.AreEqual(left.Evaluate(subject), right.Evaluate(subject), converts);
}

namespace Broker.Core.Selectors.Expressions;

/// <summary>INLIST(list, value): the list of MAKELIST or SPLIT has the value.</summary>
/// <remarks>False when the value is absent, as ActiveMQ; unknown when there is no list.</remarks>
internal sealed class InListCondition(Expression list, Expression operand) : Condition(DepthAbove(list, operand))
{
    public override bool? Test(ISelectorSubject subject)
    {
        if (list.Evaluate(subject).AsList is not { } elements)
        {
            return null;
        }

        var value = operand.Evaluate(subject);
        foreach (ref readonly var element in elements.AsSpan())
        {
            if (ValueComparison.AreEqual(element, value))
            {
                return true;
            }
        }

        return false;
    }
}

namespace Broker.Core.Selectors.Expressions;

/// <summary>MAKELIST(value, ...): the values as a list for INLIST.</summary>
internal sealed class MakeListExpression(Expression[] elements) : Expression(DepthAbove(elements))
{
    public override SelectorValue Evaluate(ISelectorSubject subject)
    {
        var values = new SelectorValue[elements.Length];
        for (var i = 0; i < values.Length; i++)
        {
            values[i] = elements[i].Evaluate(subject);
        }

        return SelectorValue.From(values);
    }
}

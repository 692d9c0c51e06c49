namespace Broker.Core.Selectors.Expressions;

/// <summary>OR over two or more conditions, tested left to right until one is true.</summary>
/// <remarks>Source of the truth table: JMS 1.1, table 3-6.</remarks>
internal sealed class OrCondition(Condition[] conditions) : Condition(DepthAbove(conditions))
{
    public override bool? Test(ISelectorSubject subject)
    {
        bool? result = false;
        foreach (var condition in conditions)
        {
            result |= condition.Test(subject);
            if (result == true)
            {
                return true;
            }
        }

        return result;
    }
}

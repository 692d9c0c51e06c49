namespace Broker.Core.Selectors.Expressions;

/// <summary>AND over two or more conditions, tested left to right until one is false.</summary>
/// <remarks>Source of the truth table: JMS 1.1, table 3-5.</remarks>
internal sealed class AndCondition(Condition[] conditions) : Condition(DepthAbove(conditions))
{
    public override bool? Test(ISelectorSubject subject)
    {
        bool? result = true;
        foreach (var condition in conditions)
        {
            result &= condition.Test(subject);
            if (result == false)
            {
                return false;
            }
        }

        return result;
    }
}

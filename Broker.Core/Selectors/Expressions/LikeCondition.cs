namespace Broker.Core.Selectors.Expressions;

/// <summary>LIKE; false of anything known that is not text, as ActiveMQ.</summary>
internal sealed class LikeCondition(Expression operand, LikePattern pattern) : Condition(1 + operand.Depth)
{
    public override bool? Test(ISelectorSubject subject)
    {
        var value = operand.Evaluate(subject);
        if (value.IsUnknown)
        {
            return null;
        }

        return value.AsString is string text && pattern.IsMatch(text);
    }
}

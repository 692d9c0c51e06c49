namespace Broker.Core.Selectors.Expressions;

/// <summary>A header or property standing where a condition is wanted: false unless it is a truth value.</summary>
internal sealed class IdentifierCondition(IdentifierExpression identifier) : Condition(1 + identifier.Depth)
{
    public override bool? Test(ISelectorSubject subject)
    {
        var value = identifier.Evaluate(subject);
        return value.IsUnknown ? null : value.AsBoolean;
    }
}

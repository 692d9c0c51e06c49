namespace Broker.Core.Selectors.Expressions;

/// <summary>IS NULL: the one condition that is true of an unknown value, and never unknown itself.</summary>
internal sealed class NullCondition(Expression operand) : Condition(1 + operand.Depth)
{
    public override bool? Test(ISelectorSubject subject) => operand.Evaluate(subject).IsUnknown;
}

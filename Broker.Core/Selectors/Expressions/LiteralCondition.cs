namespace Broker.Core.Selectors.Expressions;

/// <summary>TRUE, FALSE or NULL written in the selector.</summary>
internal sealed class LiteralCondition(bool? value) : Condition(depth: 1)
{
    public bool? Value { get; } = value;

    public override bool? Test(ISelectorSubject subject) => Value;
}

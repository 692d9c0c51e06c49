namespace Broker.Core.Selectors.Expressions;

/// <summary>NOT; unknown stays unknown.</summary>
internal sealed class NotCondition(Condition condition) : Condition(1 + condition.Depth)
{
    public override bool? Test(ISelectorSubject subject) => !condition.Test(subject);
}

using System.Collections.Frozen;

namespace Broker.Core.Selectors.Expressions;

/// <summary>IN and NOT IN over a list of texts; unknown of anything that is not text, as ActiveMQ.</summary>
internal sealed class InCondition(IdentifierExpression identifier, FrozenSet<string> texts) : Condition(1 + identifier.Depth)
{
    public override bool? Test(ISelectorSubject subject) =>
        identifier.Evaluate(subject).AsString is string text ? texts.Contains(text) : null;
}

namespace Broker.Core.Selectors.Expressions;

/// <summary>A header or property of the message.</summary>
internal sealed class IdentifierExpression(string name) : Expression(depth: 1)
{
    public override SelectorValue Evaluate(ISelectorSubject subject) => subject.GetValue(name);
}

namespace Broker.Core.Selectors.Expressions;

/// <summary>A part of a parsed selector that is true, false or unknown.</summary>
internal abstract class Condition(int depth) : Expression(depth)
{
    /// <summary>The truth for one message; null means unknown.</summary>
    public abstract bool? Test(ISelectorSubject subject);

    public sealed override SelectorValue Evaluate(ISelectorSubject subject) => SelectorValue.From(Test(subject));
}

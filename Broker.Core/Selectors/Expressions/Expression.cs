namespace Broker.Core.Selectors.Expressions;

/// <summary>A part of a parsed selector that has a value; immutable.</summary>
/// <param name="depth">1 for a leaf, else one more than the deepest part; evaluation recurses this far.</param>
internal abstract class Expression(int depth)
{
    public int Depth { get; } = depth;

    /// <summary>The value for one message; unknown when it cannot be computed. Never throws but for a regular expression's timeout.</summary>
    public abstract SelectorValue Evaluate(ISelectorSubject subject);

    protected static int DepthAbove(Expression one, Expression other) => 1 + Math.Max(one.Depth, other.Depth);

    protected static int DepthAbove(IReadOnlyList<Expression> parts) => 1 + parts.Max(part => part.Depth);
}

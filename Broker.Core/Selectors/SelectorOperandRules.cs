using Broker.Core.Selectors.Expressions;

namespace Broker.Core.Selectors;

/// <summary>What may stand beside a comparison, as far as the selector's text alone can tell.</summary>
/// <remarks>Source: JMS 1.1 section 3.8.1.2; which of its rules are errors, as ActiveMQ's ComparisonExpression.</remarks>
internal static class SelectorOperandRules
{
    /// <summary>For = and &lt;&gt;: no NULL, and no truth value before a number or text.</summary>
    /// <exception cref="InvalidSelectorException">The operands cannot be told equal.</exception>
    public static void CheckEqual(Expression left, SelectorToken leftStart, Expression right, SelectorToken rightStart)
    {
        CheckNotNull(left, leftStart);
        CheckNotNull(right, rightStart);
        if (left is LiteralCondition && right is LiteralExpression)
        {
            throw new InvalidSelectorException(rightStart.Start + 1, "expected a name, TRUE or FALSE to compare with a truth value");
        }
    }

    /// <summary>For &lt; &lt;= &gt; &gt;= and BETWEEN: no text and no condition.</summary>
    /// <exception cref="InvalidSelectorException">The operand has no order.</exception>
    public static void CheckOrdered(Expression operand, SelectorToken start)
    {
        if (operand is Condition or LiteralExpression { Value.IsNumber: false })
        {
            throw new InvalidSelectorException(start.Start + 1, "expected a number or a name, for only numbers have an order");
        }
    }

    private static void CheckNotNull(Expression operand, SelectorToken start)
    {
        if (operand is LiteralCondition { Value: null })
        {
            throw new InvalidSelectorException(start.Start + 1, "NULL cannot be compared, use IS NULL or IS NOT NULL");
        }
    }
}

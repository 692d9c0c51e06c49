using System.Text.RegularExpressions;

namespace Broker.Core.Selectors.Expressions;

/// <summary>REGEX(pattern, value): the pattern occurs somewhere in the value, numbers and truth values read as text.</summary>
/// <remarks>False of an absent value, never unknown, as ActiveMQ.</remarks>
internal sealed class RegexCondition(Regex pattern, Expression operand) : Condition(1 + operand.Depth)
{
    public override bool? Test(ISelectorSubject subject) =>
        operand.Evaluate(subject).ToText() is string text && pattern.IsMatch(text);
}

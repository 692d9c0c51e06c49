using System.Collections.Frozen;
using System.Runtime.CompilerServices;
using Broker.Core.Selectors.Expressions;

namespace Broker.Core.Selectors;

/// <summary>Turns a selector's text into a condition, by recursive descent.</summary>
/// <remarks>
/// Loosest first, each level left to right:
/// <code>
/// or         := and (OR and)*
/// and        := not (AND not)*
/// not        := NOT not | equality
/// equality   := comparison (('=' | '&lt;&gt;') comparison | IS [NOT] NULL)*
/// comparison := sum (('&lt;' | '&lt;=' | '&gt;' | '&gt;=') sum | [NOT] (LIKE string [ESCAPE string]
///                    | BETWEEN sum AND sum | IN '(' string (',' string)* ')'))*
/// sum        := product (('+' | '-') product)*
/// product    := unary (('*' | '/' | '%') unary)*
/// unary      := ('+' | '-' | NOT) unary | XPATH string | name '(' unary (',' unary)* ')' | primary
/// primary    := string | number | TRUE | FALSE | NULL | name | '(' or ')'
/// </code>
/// Source: JMS 1.1 section 3.8.1.1; the levels below NOT as ActiveMQ's grammar. ActiveMQ binds NOT as tightly as a
/// minus sign, so that NOT a = 1 never matches there; here, as JMS wants, it is NOT (a = 1).
/// </remarks>
internal sealed class SelectorParser
{
    private const string ConversionPrefix = "convert_string_expressions:";

    private readonly bool _converts;
    private readonly SelectorTokenReader _reader;
    private int _depth;

    private SelectorParser(string text)
    {
        _converts = text.StartsWith(ConversionPrefix, StringComparison.Ordinal);
        _reader = new SelectorTokenReader(text, _converts ? ConversionPrefix.Length : 0);
    }

    /// <exception cref="InvalidSelectorException">The text is blank, breaks the language or exceeds a limit.</exception>
    public static Condition Parse(string text)
    {
        if (text.Length > SelectorLimits.TextLength)
        {
            throw new InvalidSelectorException(
                SelectorLimits.TextLength + 1,
                $"expected at most {SelectorLimits.TextLength} characters, found {text.Length}");
        }

        var parser = new SelectorParser(text);
        var start = parser._reader.Current;
        var condition = parser.AsCondition(parser.ParseOr(), start);
        if (parser._reader.Current.Kind != SelectorTokenKind.End)
        {
            throw parser._reader.Expected("an operator or the end of the selector");
        }

        return condition;
    }

    private Expression ParseOr() => ParseChain(SelectorTokenKind.Or, ParseAnd, conditions => new OrCondition(conditions));

    private Expression ParseAnd() => ParseChain(SelectorTokenKind.And, ParseNot, conditions => new AndCondition(conditions));

    private Expression ParseChain(SelectorTokenKind connective, Func<Expression> parsePart, Func<Condition[], Condition> connect)
    {
        var start = _reader.Current;
        var first = parsePart();
        if (_reader.Current.Kind != connective)
        {
            return first;
        }

        var conditions = new List<Condition> { AsCondition(first, start) };
        while (_reader.TryTake(connective))
        {
            start = _reader.Current;
            conditions.Add(AsCondition(parsePart(), start));
        }

        return Limited(connect([.. conditions]));
    }

    private Expression ParseNot()
    {
        if (!_reader.TryTake(SelectorTokenKind.Not))
        {
            return ParseEquality();
        }

        return Negation(ParseNot);
    }

    private NotCondition Negation(Func<Expression> parseOperand)
    {
        var start = _reader.Current;
        return Limited(new NotCondition(AsCondition(Nested(parseOperand), start)));
    }

    private Expression ParseEquality()
    {
        var start = _reader.Current;
        var left = ParseComparison();
        while (true)
        {
            var sign = _reader.Current.Kind;
            if (_reader.TryTake(SelectorTokenKind.Is))
            {
                var negated = _reader.TryTake(SelectorTokenKind.Not);
                _reader.Take(SelectorTokenKind.Null, negated ? "NULL" : "NULL or NOT NULL");
                left = Limited(Negated(new NullCondition(left), negated));
            }
            else if (_reader.TryTake(SelectorTokenKind.Equal) || _reader.TryTake(SelectorTokenKind.NotEqual))
            {
                var rightStart = _reader.Current;
                var right = ParseComparison();
                SelectorOperandRules.CheckEqual(left, start, right, rightStart);
                left = Limited(Negated(new EqualCondition(left, right, _converts), sign == SelectorTokenKind.NotEqual));
            }
            else
            {
                return left;
            }
        }
    }

    private Expression ParseComparison()
    {
        var start = _reader.Current;
        var left = ParseSum();
        while (true)
        {
            var order = _reader.Current.Kind;
            if (order is SelectorTokenKind.Less or SelectorTokenKind.LessOrEqual
                or SelectorTokenKind.Greater or SelectorTokenKind.GreaterOrEqual)
            {
                SelectorOperandRules.CheckOrdered(left, start);
                _reader.Advance();
                left = Limited(new OrderCondition(order, left, ParseOrderedOperand(), _converts));
            }
            else if (order is SelectorTokenKind.Not or SelectorTokenKind.Like or SelectorTokenKind.Between or SelectorTokenKind.In)
            {
                left = Limited(ParsePredicate(left, start, _reader.TryTake(SelectorTokenKind.Not)));
            }
            else
            {
                return left;
            }
        }
    }

    private Condition ParsePredicate(Expression left, SelectorToken start, bool negated)
    {
        if (_reader.TryTake(SelectorTokenKind.Like))
        {
            return Negated(new LikeCondition(left, ParseLikePattern()), negated);
        }

        if (_reader.TryTake(SelectorTokenKind.In))
        {
            return Negated(ParseIn(left, start), negated);
        }

        _reader.Take(SelectorTokenKind.Between, "LIKE, BETWEEN or IN");
        SelectorOperandRules.CheckOrdered(left, start);
        var low = ParseOrderedOperand();
        _reader.Take(SelectorTokenKind.And, "AND");
        var high = ParseOrderedOperand();
        return negated
            ? new NotBetweenCondition(left, low, high, _converts)
            : new BetweenCondition(left, low, high, _converts);
    }

    private LikePattern ParseLikePattern()
    {
        var pattern = _reader.TakeString();
        if (!_reader.TryTake(SelectorTokenKind.Escape))
        {
            return new LikePattern(pattern, escape: null);
        }

        var position = _reader.Current.Start + 1;
        var escape = _reader.TakeString();
        return escape.Length == 1
            ? new LikePattern(pattern, escape[0])
            : throw new InvalidSelectorException(position, "expected exactly one character after ESCAPE");
    }

    private InCondition ParseIn(Expression left, SelectorToken start)
    {
        if (left is not IdentifierExpression identifier)
        {
            throw new InvalidSelectorException(start.Start + 1, "expected the name of a header or property before IN");
        }

        var texts = new HashSet<string>(StringComparer.Ordinal);
        _reader.Take(SelectorTokenKind.Open, "(");
        do
        {
            texts.Add(_reader.TakeString());
        }
        while (_reader.TryTake(SelectorTokenKind.Comma));
        _reader.Take(SelectorTokenKind.Close, ", or )");
        return new InCondition(identifier, texts.ToFrozenSet(StringComparer.Ordinal));
    }

    private Expression ParseOrderedOperand()
    {
        var start = _reader.Current;
        var operand = ParseSum();
        SelectorOperandRules.CheckOrdered(operand, start);
        return operand;
    }

    private Expression ParseSum()
    {
        var left = ParseProduct();
        while (_reader.Current.Kind is SelectorTokenKind.Plus or SelectorTokenKind.Minus)
        {
            left = Arithmetic(_reader.Advance(), left, ParseProduct());
        }

        return left;
    }

    private Expression ParseProduct()
    {
        var left = ParseUnary();
        while (_reader.Current.Kind is SelectorTokenKind.Star or SelectorTokenKind.Slash or SelectorTokenKind.Percent)
        {
            left = Arithmetic(_reader.Advance(), left, ParseUnary());
        }

        return left;
    }

    private Expression ParseUnary()
    {
        switch (_reader.Current.Kind)
        {
            case SelectorTokenKind.Plus:
                _reader.Advance();
                return Nested(ParseUnary);
            case SelectorTokenKind.Minus:
                _reader.Advance();
                return ParseNegative();
            case SelectorTokenKind.Not:
                _reader.Advance();
                return Negation(ParseUnary);
            case SelectorTokenKind.XPath:
                _reader.Advance();
                var position = _reader.Current.Start + 1;
                return new XPathCondition(_reader.TakeString(), position);
            case SelectorTokenKind.XQuery:
                throw new InvalidSelectorException(_reader.Current.Start + 1, "XQUERY is not supported, use XPATH instead");
            default:
                return ParsePrimary();
        }
    }

    private Expression ParseNegative()
    {
        if (SelectorNumber.IsSmallestLongDigits(_reader.CurrentText))
        {
            _reader.Advance();
            return new LiteralExpression(SelectorValue.From(long.MinValue));
        }

        var operand = Nested(ParseUnary);
        return operand is LiteralExpression { Value.IsNumber: true } literal
            ? new LiteralExpression(NegateExpression.Negate(literal.Value))
            : Limited(new NegateExpression(operand));
    }

    private Expression ParsePrimary()
    {
        var token = _reader.Current;
        switch (token.Kind)
        {
            case SelectorTokenKind.String or SelectorTokenKind.Number:
                _reader.Advance();
                return new LiteralExpression(token.Value);
            case SelectorTokenKind.True or SelectorTokenKind.False:
                _reader.Advance();
                return new LiteralCondition(token.Kind == SelectorTokenKind.True);
            case SelectorTokenKind.Null:
                _reader.Advance();
                return new LiteralCondition(value: null);
            case SelectorTokenKind.Open:
                _reader.Advance();
                var inner = Nested(ParseOr);
                _reader.Take(SelectorTokenKind.Close, "an operator or )");
                return inner;
            case SelectorTokenKind.Identifier:
                _reader.Advance();
                return _reader.TryTake(SelectorTokenKind.Open) ? ParseCall(token) : new IdentifierExpression(token.Value.AsString!);
            default:
                throw _reader.Expected("a literal, a name or (");
        }
    }

    private Expression ParseCall(SelectorToken name)
    {
        var arguments = new List<Expression>();
        do
        {
            arguments.Add(Nested(ParseUnary));
        }
        while (_reader.TryTake(SelectorTokenKind.Comma));
        _reader.Take(SelectorTokenKind.Close, ", or )");
        return Limited(SelectorFunctions.Create(name.Value.AsString!, [.. arguments], name.Start + 1));
    }

    private Expression Arithmetic(SelectorToken operation, Expression left, Expression right)
    {
        if (left is LiteralExpression first && right is LiteralExpression second)
        {
            var folded = ArithmeticExpression.Compute(operation.Kind, first.Value, second.Value);
            if (folded.IsNumber)
            {
                return new LiteralExpression(folded);
            }
        }

        return Limited(new ArithmeticExpression(operation.Kind, left, right));
    }

    private Condition AsCondition(Expression expression, SelectorToken start) => expression switch
    {
        Condition condition => condition,
        IdentifierExpression identifier => new IdentifierCondition(identifier),
        _ => throw new InvalidSelectorException(
            start.Start + 1,
            $"expected a condition, found the value {_reader.QuoteSince(start)}"),
    };

    private static Condition Negated(Condition condition, bool negated) => negated ? new NotCondition(condition) : condition;

    private Expression Nested(Func<Expression> parse)
    {
        // The second test is for callers that are deep in the stack already; an overflow cannot be caught.
        if (++_depth > SelectorLimits.Depth || !RuntimeHelpers.TryEnsureSufficientExecutionStack())
        {
            throw TooDeep();
        }

        var expression = parse();
        _depth--;
        return expression;
    }

    private T Limited<T>(T expression)
        where T : Expression => expression.Depth <= SelectorLimits.Depth ? expression : throw TooDeep();

    private InvalidSelectorException TooDeep() =>
        new(_reader.Current.Start + 1, $"expected at most {SelectorLimits.Depth} levels of nesting");
}

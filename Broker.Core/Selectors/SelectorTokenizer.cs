using System.Collections.Frozen;

namespace Broker.Core.Selectors;

/// <summary>Cuts a selector into tokens, skipping blanks and comments.</summary>
/// <remarks>Two tokens need no blank between them: <c>a=5AND b=6</c> is legal, as in ActiveMQ.</remarks>
internal sealed class SelectorTokenizer(string text, int start)
{
    private static readonly FrozenDictionary<string, SelectorTokenKind> Keywords =
        new Dictionary<string, SelectorTokenKind>(StringComparer.OrdinalIgnoreCase)
        {
            ["NOT"] = SelectorTokenKind.Not,
            ["AND"] = SelectorTokenKind.And,
            ["OR"] = SelectorTokenKind.Or,
            ["BETWEEN"] = SelectorTokenKind.Between,
            ["LIKE"] = SelectorTokenKind.Like,
            ["ESCAPE"] = SelectorTokenKind.Escape,
            ["IN"] = SelectorTokenKind.In,
            ["IS"] = SelectorTokenKind.Is,
            ["TRUE"] = SelectorTokenKind.True,
            ["FALSE"] = SelectorTokenKind.False,
            ["NULL"] = SelectorTokenKind.Null,
            ["XPATH"] = SelectorTokenKind.XPath,
            ["XQUERY"] = SelectorTokenKind.XQuery,
        }.ToFrozenDictionary(StringComparer.OrdinalIgnoreCase);

    private int _position = start;

    /// <summary>The next token; <see cref="SelectorTokenKind.End"/> again and again once the text is used up.</summary>
    /// <exception cref="InvalidSelectorException">The next characters begin no token.</exception>
    public SelectorToken Next()
    {
        while (SkipBlanks() || SkipLineComment() || SkipBlockComment())
        {
        }

        if (_position == text.Length)
        {
            return new SelectorToken(SelectorTokenKind.End, _position, 0, default);
        }

        var first = text[_position];
        if (IsIdentifierStart(first))
        {
            return Word();
        }

        if (char.IsAsciiDigit(first) || (first == '.' && char.IsAsciiDigit(Peek(1))))
        {
            return Advance(SelectorTokenKind.Number, SelectorNumber.Read(text, _position, out var number), number);
        }

        return first == '\'' ? QuotedText() : Operator(first);
    }

    internal static bool IsIdentifierPart(char c) => IsIdentifierStart(c) || char.IsAsciiDigit(c);

    private static bool IsIdentifierStart(char c) => char.IsAsciiLetter(c) || c is '_' or '$';

    private char Peek(int ahead) => _position + ahead < text.Length ? text[_position + ahead] : '\0';

    private bool SkipBlanks()
    {
        var before = _position;
        while (_position < text.Length && text[_position] is ' ' or '\t' or '\n' or '\r' or '\f')
        {
            _position++;
        }

        return _position > before;
    }

    private bool SkipLineComment()
    {
        if (Peek(0) != '-' || Peek(1) != '-')
        {
            return false;
        }

        // As ActiveMQ: without a line end behind it this is two minus signs ("a = 5 --2" is 5 minus -2).
        var end = text.AsSpan(_position).IndexOfAny('\n', '\r');
        _position += Math.Max(end, 0);
        return end >= 0;
    }

    private bool SkipBlockComment()
    {
        if (Peek(0) != '/' || Peek(1) != '*')
        {
            return false;
        }

        var end = text.IndexOf("*/", _position + 2, StringComparison.Ordinal);
        if (end < 0)
        {
            throw new InvalidSelectorException(_position + 1, "expected */ to close this comment");
        }

        _position = end + 2;
        return true;
    }

    private SelectorToken Word()
    {
        var length = 1;
        while (IsIdentifierPart(Peek(length)))
        {
            length++;
        }

        var word = text.Substring(_position, length);
        return Keywords.TryGetValue(word, out var keyword)
            ? Advance(keyword, length)
            : Advance(SelectorTokenKind.Identifier, length, SelectorValue.From(word));
    }

    private SelectorToken QuotedText()
    {
        var end = _position + 1;
        while (true)
        {
            var quote = text.IndexOf('\'', end);
            if (quote < 0)
            {
                throw new InvalidSelectorException(_position + 1, "expected ' to close this string");
            }

            if (quote + 1 == text.Length || text[quote + 1] != '\'')
            {
                var content = text[(_position + 1)..quote].Replace("''", "'", StringComparison.Ordinal);
                return Advance(SelectorTokenKind.String, quote + 1 - _position, SelectorValue.From(content));
            }

            end = quote + 2;
        }
    }

    private SelectorToken Operator(char first) => (first, Peek(1)) switch
    {
        ('<', '>') => Advance(SelectorTokenKind.NotEqual, 2),
        ('<', '=') => Advance(SelectorTokenKind.LessOrEqual, 2),
        ('>', '=') => Advance(SelectorTokenKind.GreaterOrEqual, 2),
        ('<', _) => Advance(SelectorTokenKind.Less, 1),
        ('>', _) => Advance(SelectorTokenKind.Greater, 1),
        ('=', _) => Advance(SelectorTokenKind.Equal, 1),
        ('+', _) => Advance(SelectorTokenKind.Plus, 1),
        ('-', _) => Advance(SelectorTokenKind.Minus, 1),
        ('*', _) => Advance(SelectorTokenKind.Star, 1),
        ('/', _) => Advance(SelectorTokenKind.Slash, 1),
        ('%', _) => Advance(SelectorTokenKind.Percent, 1),
        ('(', _) => Advance(SelectorTokenKind.Open, 1),
        (')', _) => Advance(SelectorTokenKind.Close, 1),
        (',', _) => Advance(SelectorTokenKind.Comma, 1),
        _ => throw new InvalidSelectorException(
            _position + 1,
            $"expected an operator, a literal or a name, found the character U+{(int)first:X4}"),
    };

    private SelectorToken Advance(SelectorTokenKind kind, int length, SelectorValue value = default)
    {
        var token = new SelectorToken(kind, _position, length, value);
        _position += length;
        return token;
    }
}

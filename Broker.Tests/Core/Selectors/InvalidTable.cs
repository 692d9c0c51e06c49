namespace Broker.Tests.Core.Selectors;

/// <summary>What is refused when read; see <see cref="SelectorTable"/> for the form.</summary>
internal static class InvalidTable
{
    public const string Text = """
        invalid | i =
        invalid | = 5
        invalid | i = = 5
        invalid | i == 5
        invalid | i != 5
        invalid | i >< 5
        invalid | i => 5
        invalid | i = 5 AND
        invalid | AND i = 5
        invalid | i = 5 OR OR t
        invalid | i = 5 color = 'red'
        invalid | (i = 5
        invalid | i = 5)
        invalid | ()
        invalid | NOT
        invalid | i NOT 5
        invalid | i = 'open
        invalid | i = "red"
        invalid | i = #5
        invalid | i = 5;
        invalid | i & 5
        invalid | a.b = 5
        invalid | größe = 5
        invalid | 5
        invalid | 'red'
        invalid | i + 1
        invalid | -i
        invalid | 5 AND t
        invalid | t AND 'x'
        invalid | NOT 5
        invalid | NOT 'x'
        invalid | color > 'a'
        invalid | 'a' < color
        invalid | t > TRUE
        invalid | FALSE <= t
        invalid | i > NULL
        invalid | i = NULL
        invalid | NULL = i
        invalid | i <> NULL
        invalid | TRUE = 1
        invalid | FALSE = 'x'
        invalid | (i = 5) > 1
        invalid | i < 5 < 6
        invalid | i BETWEEN 1
        invalid | i BETWEEN 1 OR 5
        invalid | i BETWEEN 'a' AND 'b'
        invalid | color BETWEEN 'a' AND 'z'
        invalid | (i = 5) BETWEEN 1 AND 2
        invalid | i BETWEEN 1, 2
        invalid | color IN ()
        invalid | color IN 'red'
        invalid | color IN ('red'
        invalid | color IN ('red',)
        invalid | color IN (red)
        invalid | i IN (5, 6)
        invalid | 'red' IN ('red')
        invalid | i + 1 IN ('a')
        invalid | color LIKE red
        invalid | color LIKE 5
        invalid | color LIKE
        invalid | color LIKE 'r%' ESCAPE
        invalid | color LIKE 'r%' ESCAPE ''
        invalid | color LIKE 'r%' ESCAPE '\\'
        invalid | color LIKE 'r%' ESCAPE 5
        invalid | color IS
        invalid | color IS 5
        invalid | color IS NOT
        invalid | color IS TRUE
        invalid | i = 08
        invalid | i = 09L
        invalid | i = 0x
        invalid | i = 0xFFFFFFFFFFFFFFFFF
        invalid | i = 0x8000000000000000
        invalid | i = 0777777777777777777777777
        invalid | i = 5x
        invalid | i = 5e
        invalid | i = 1.2.3
        invalid | i = .
        invalid | i = 5 /* open
        invalid | i = 5 */
        invalid | i = 5 -- a comment
        invalid | LIKE = 5
        invalid | ESCAPE
        invalid | nofunction(i)
        invalid | regex('a', color)
        invalid | REGEX('a')
        invalid | REGEX('a', color, 'b')
        invalid | REGEX()
        invalid (ActiveMQ: error) | REGEX('[', color)
        invalid (ActiveMQ: false) | REGEX('(?=x)y', color)
        invalid (ActiveMQ: false) | REGEX('(a)\1', color)
        invalid (ActiveMQ: true) | REGEX(color, color)
        invalid | MAKELIST('a')
        invalid | MAKELIST()
        invalid | INLIST(MAKELIST('a'))
        invalid | SPLIT(csv, ',')
        invalid | INLIST(SPLIT(csv), 'a')
        invalid | REPLACE(color, 'a', 'b')
        invalid | REPLACE(color, 'a') = 'x'
        invalid | REGEX('a', color + 'x')
        invalid | REGEX('a', color) > 1
        invalid | XPATH
        invalid | XPATH /order
        invalid (ActiveMQ: false) | XPATH '//['
        invalid (ActiveMQ: false) | XPATH 'x:order'
        invalid (ActiveMQ: false) | XPATH 'nofunction()'
        invalid (ActiveMQ: false) | XPATH '$v'
        invalid (ActiveMQ: false) | XQUERY '/order'
        invalid | convert_string_expressions:
        invalid | convert_string_expressions:i > '4'
        invalid | CONVERT_STRING_EXPRESSIONS:i = 5
        invalid | JMS-Priority = 4 5
        """;
}

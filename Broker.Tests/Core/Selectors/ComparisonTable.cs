namespace Broker.Tests.Core.Selectors;

/// <summary>Comparisons, three-valued logic and precedence; see <see cref="SelectorTable"/> for the form.</summary>
internal static class ComparisonTable
{
    public const string Text = """
        true    | i = 5
        false   | i = 6
        true    | i <> 6
        false   | i <> 5
        true    | i > 4
        false   | i > 5
        true    | i >= 5
        true    | i < 6
        false   | i < 5
        true    | i <= 5
        true    | 5 = i
        true    | 6 > i
        true    | i=5
        true    | (i = 5)
        true    | ((i)) = ((5))
        true    | l = 5000000000
        true    | l > i
        true    | i < l
        true    | s = 7
        true    | b = 3
        true    | b < s
        true    | d = 2.5
        true    | f = 1.5
        true    | f < d
        true    | d > 2
        true    | i = 5.0
        true    | 5.0 = i
        true    | i < 5.5
        true    | d < i
        true    | neg = -3
        true    | neg < 0
        true    | zero = 0
        true (ActiveMQ: false) | zero = -0.0
        true (ActiveMQ: false) | 3 = b
        true (ActiveMQ: false) | 7 = s
        true (ActiveMQ: error) | 1.5 = f
        true    | max = 9223372036854775807
        true    | min = -9223372036854775808
        true    | max > min
        true    | max < 9223372036854775807.5 OR max >= 9223372036854775807
        true    | color = 'red'
        false   | color = 'blue'
        true    | color <> 'blue'
        false   | color = 'RED'
        true    | 'red' = color
        true    | color = color2
        true    | empty = ''
        false   | empty = ' '
        true    | quote = 'it''s'
        true    | JMSType = 'order'
        true    | JMSPriority = 4
        true    | JMSPriority >= 4 AND JMSDeliveryMode = 'PERSISTENT'
        true    | JMSDeliveryMode <> 'NON_PERSISTENT'
        true    | $dollar = 1
        true    | _under = 2
        true    | a1$_ = 3
        unknown | Color = 'red'
        true    | t
        false   | fls
        true    | t = TRUE
        false   | t = FALSE
        true    | t <> FALSE
        true    | fls = false
        true    | TRUE = t
        true    | t = (NOT fls)
        true    | t = NOT fls
        true    | TRUE
        false   | FALSE
        unknown | NULL
        true    | TRUE = TRUE
        true    | TRUE <> FALSE
        unknown | missing
        unknown | missing = 1
        unknown | missing <> 1
        unknown | missing > 1
        unknown | missing < 1
        unknown | missing = 'x'
        unknown | missing = TRUE
        unknown (ActiveMQ: false) | i = missing
        unknown (ActiveMQ: true)  | i <> missing
        unknown (ActiveMQ: true)  | missing = missing2
        unknown | i < missing
        unknown | 1 < missing
        false   | color = 5
        false   | color = 5.5
        true    | color <> 5
        false   | i = '5'
        true    | i <> '5'
        false   | num = 42
        true    | num <> 42
        false   | num > 41
        false   | num < 43
        true    | NOT (num > 41)
        false   | t = 1
        false   | t = 'true'
        true    | t <> 'true'
        false   | i = TRUE
        false   | 1 = TRUE
        false   | 1 = '1'
        false   | i
        false   | color
        false (ActiveMQ: true) | t > fls
        false   | t < 1
        false   | color < color3
        false (ActiveMQ: true) | color > color3
        false (ActiveMQ: true) | color <= color2
        false   | list = 1
        true    | list <> 1
        false   | list = 'x'
        false (ActiveMQ: error) | list > 1
        true    | missing IS NULL
        false   | missing IS NOT NULL
        false   | i IS NULL
        true    | i IS NOT NULL
        true    | list IS NOT NULL
        true    | empty IS NOT NULL
        true    | missing is null
        true    | (missing = 1) IS NULL
        false   | (i = 1) IS NULL
        true    | NULL IS NULL
        true    | (i + missing) IS NULL
        true    | 'x' IS NOT NULL
        true    | missing IS NULL = TRUE
        true    | i = 5 = TRUE
        false   | i = 5 <> t
        true    | i = 5 AND color = 'red'
        false   | i = 5 AND color = 'blue'
        true    | i = 6 OR color = 'red'
        true    | i = 5 OR i = 6 AND i = 7
        false   | (i = 5 OR i = 6) AND i = 7
        true    | i = 6 AND i = 7 OR i = 5
        true    | NOT (i = 6)
        true (ActiveMQ: false) | NOT i = 6
        false   | NOT i = 5
        true (ActiveMQ: invalid) | NOT i > 6
        false (ActiveMQ: true) | NOT missing IS NULL
        true (ActiveMQ: false) | NOT color LIKE 'b%'
        true    | NOT fls AND t
        false   | NOT t OR fls
        false   | NOT (t OR fls)
        true    | NOT NOT t
        true    | not fls and T IS NULL or t
        unknown | missing = 1 AND i = 5
        false   | missing = 1 AND i = 6
        true    | missing = 1 OR i = 5
        unknown | missing = 1 OR i = 6
        unknown | NOT (missing = 1)
        unknown | NOT missing
        true    | i = 5 AND t AND color = 'red' AND NOT fls AND d > 1
        true    | fls OR fls OR fls OR t
        unknown | t AND missing AND t
        true    | i = 5AND t
        true    | i=5OR fls
        true    | i = 5{LF}AND{TAB}t
        """;
}

namespace Broker.Tests.Core.Selectors;

/// <summary>Arithmetic, literals, comments, BETWEEN, IN and LIKE; see <see cref="SelectorTable"/> for the form.</summary>
internal static class OperatorTable
{
    public const string Text = """
        true    | i + 1 = 6
        true    | i - 1 = 4
        true    | i * 2 = 10
        true    | i / 2 = 2.5
        false   | i / 2 = 2
        true    | i % 3 = 2
        true    | neg % 2 = -1
        true    | 5.5 % 2 = 1.5
        true    | 1 + 2 * 3 = 7
        true    | (1 + 2) * 3 = 9
        true    | 10 - 4 - 3 = 3
        true    | 100 / 10 / 2 = 5
        true    | i + d = 7.5
        true    | i * f > 7
        true    | l + i = 5000000005
        true    | -i = -5
        true    | - -i = 5
        true    | +i = 5
        true    | i - -1 = 6
        true    | i --1 = 6
        true    | -(i + 1) = -6
        true    | i * -1 < 0
        true    | -d = -2.5
        true    | b + 1 = 4
        true (ActiveMQ: error) | -b = -3
        true    | max + 1 = min
        true (ActiveMQ: false) | 2147483647 + 1 = 2147483648
        unknown | i + missing = 1
        unknown | missing * 2 > 1
        unknown | -missing = 1
        unknown | -color = 1
        unknown (ActiveMQ: true) | i / zero > 1
        unknown (ActiveMQ: true) | i / zero > 1 OR missing
        unknown (ActiveMQ: false) | i % zero = 0
        unknown (ActiveMQ: true) | 1 / 0 > 1
        true    | i / zero > 1 OR t
        true    | d / 0 > 1
        false   | i / 0.0 < 1
        unknown (ActiveMQ: error) | i + color = 1
        unknown (ActiveMQ: error) | color - 1 = 1
        unknown (ActiveMQ: error) | color * 2 = 1
        unknown (ActiveMQ: error) | t + 1 = 2
        true    | color + '!' = 'red!'
        true    | color + i = 'red5'
        true    | color + d = 'red2.5'
        true    | color + 1.0 = 'red1.0'
        true    | color + t = 'redtrue'
        true    | 'a' + 'b' = 'ab'
        unknown | color + missing = 'red'
        true    | l = 5000000000L
        true    | i = 5l
        true    | i = 0x5
        true    | max = 0x7FFFFFFFFFFFFFFF
        true    | 0XfF = 255
        true    | 010 = 8
        true    | i = 05
        true    | zero = 00
        true (ActiveMQ: invalid) | zero = 0L
        true (ActiveMQ: invalid) | i = 0x5L
        true    | d = 2.5e0
        true    | d = 25E-1
        true    | d = .25e+1
        true    | d = 0.025E2
        true    | i = 5.
        true    | i = 5.E0
        true    | 09.5 = 9.5
        true    | i = 5E0
        true (ActiveMQ: invalid) | d = 2.5d
        true (ActiveMQ: invalid) | d = 2.5F
        true (ActiveMQ: invalid) | i = 5f
        true (ActiveMQ: false) | i < 99999999999999999999
        true    | i < 1e999
        true    | i = 5 -- the fifth{LF}
        true    | -- first{LF}i = -- second{LF} 5
        true    | i /* five */ = /* five */ 5
        true    | i = 5 /* a * b ** / c */
        true    | i = 5 /***/
        true    | i/**/=/**/5
        true    | color = 'red' --{LF}
        unknown (ActiveMQ: false) | i = 5 -- missing
        true    | color3 = '-- /* x */'
        true    | i BETWEEN 1 AND 10
        true    | i BETWEEN 5 AND 5
        false   | i BETWEEN 6 AND 10
        false   | i BETWEEN 10 AND 1
        true    | i between 4.5 and 5.5
        true (ActiveMQ: false) | i BETWEEN b AND s
        true    | i BETWEEN i - 1 AND i + 1
        true    | i NOT BETWEEN 6 AND 10
        false   | i NOT BETWEEN 1 AND 10
        true (ActiveMQ: invalid) | NOT i BETWEEN 6 AND 10
        true    | i BETWEEN 1 AND 10 AND t
        unknown | missing BETWEEN 1 AND 2
        unknown | missing NOT BETWEEN 1 AND 2
        unknown | i BETWEEN 1 AND missing
        false   | i BETWEEN 6 AND missing
        true    | i NOT BETWEEN 6 AND missing
        false   | color BETWEEN 1 AND 2
        false   | color NOT BETWEEN 1 AND 2
        true    | 5 BETWEEN 1 AND i
        true    | color IN ('red')
        true    | color IN ('blue', 'red')
        false   | color IN ('blue', 'green')
        true    | color NOT IN ('blue', 'green')
        false   | color NOT IN ('red')
        true    | color in('a','b','c','d','e','f','red')
        false   | color IN ('RED', 'a', 'b', 'c', 'd', 'e')
        true    | quote IN ('it''s')
        true    | (color) IN ('red', 'red')
        unknown | missing IN ('red')
        unknown | missing NOT IN ('red')
        unknown | i IN ('5')
        unknown | i NOT IN ('5')
        true    | empty IN ('')
        true    | color LIKE 'red'
        true    | color LIKE 'r%'
        true    | color LIKE '%d'
        true    | color LIKE '%e%'
        true    | color LIKE 'r_d'
        true    | color LIKE '___'
        false   | color LIKE '__'
        false   | color LIKE '____'
        true    | color LIKE '%'
        true    | color LIKE '%%'
        true    | color LIKE '_%_%_'
        false   | color LIKE ''
        true    | empty LIKE ''
        true    | empty LIKE '%'
        false   | empty LIKE '_'
        false   | color LIKE 'R%'
        false   | color LIKE 'e'
        false   | color LIKE 're'
        true    | color LIKE '%r%e%d%'
        false   | color LIKE '%rd%'
        true    | color NOT LIKE 'b%'
        false   | color NOT LIKE 'r%'
        true    | str LIKE 'h%l_'
        true    | str LIKE '%l%o'
        true    | str LIKE '%llo'
        false   | str LIKE '%ll'
        true    | pct LIKE '50\%' ESCAPE '\'
        false   | color LIKE 're\%' ESCAPE '\'
        true    | pct LIKE '__!%' ESCAPE '!'
        true    | under LIKE 'a\_b' ESCAPE '\'
        false   | str LIKE 'h\_llo' ESCAPE '\'
        true    | under LIKE 'a__b' ESCAPE '_'
        true    | slash LIKE 'a\\b' ESCAPE '\'
        true    | slash LIKE 'a\b' ESCAPE '\'
        true    | slash LIKE 'a\b'
        true    | str LIKE 'hexllo' ESCAPE 'x' OR str LIKE 'hel%'
        true    | color LIKE 'red' ESCAPE '%'
        true    | pct LIKE '50%%' ESCAPE '%'
        false   | dots LIKE 'a.c'
        true    | dots LIKE 'a[b]*'
        true    | multi LIKE 'one%two'
        true    | multi LIKE 'one_two'
        true    | quote LIKE 'it''_'
        true    | emoji LIKE 'a_b'
        false   | emoji LIKE 'a__b'
        true    | emoji LIKE '%b'
        false   | i LIKE '5'
        true    | i NOT LIKE '5'
        unknown | missing LIKE '%'
        unknown | missing NOT LIKE '%'
        true    | 'abc' LIKE 'a%'
        true    | color + 'x' LIKE 'redx'
        true    | color like 'r%' and str not like 'r%'
        """;
}

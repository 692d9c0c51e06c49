namespace Broker.Tests.Core.Selectors;

/// <summary>What ActiveMQ adds to JMS: functions, XPATH, conversion; see <see cref="SelectorTable"/> for the form.</summary>
internal static class ExtensionTable
{
    public const string Text = """
        true    | REGEX('^r.d$', color)
        true    | REGEX('e', color)
        false   | REGEX('^e', color)
        true    | NOT REGEX('^e', color)
        true    | REGEX('^[0-9]+$', num)
        true    | REGEX('^5$', i)
        true    | REGEX('^2\.5$', d)
        true    | REGEX('^true$', t)
        false   | REGEX('x', missing)
        true    | REGEX('(re)(d)', color) AND i = 5
        true    | REGEX('', color)
        true    | REGEX('^red5$', (color + i))
        true    | REGEX('r|b', color) = TRUE
        true    | INLIST(MAKELIST('red', 'blue'), color)
        false   | INLIST(MAKELIST('green', 'blue'), color)
        true    | NOT INLIST(MAKELIST('green', 'blue'), color)
        true    | INLIST(MAKELIST(1, 5, 9), i)
        true (ActiveMQ: false) | INLIST(MAKELIST(5000000000, 7), s)
        false   | INLIST(MAKELIST('5'), i)
        true    | INLIST(MAKELIST(color, 'x'), 'red')
        false   | INLIST(MAKELIST('a'), missing)
        true    | INLIST(MAKELIST(TRUE), t)
        true    | INLIST(SPLIT(csv, ','), 'b')
        false   | INLIST(SPLIT(csv, ','), 'd')
        false   | INLIST(SPLIT(csv, ','), '')
        true    | INLIST(SPLIT(csv, ',', -1), '')
        true    | INLIST(SPLIT(csv, ',', 2), 'b,c,,')
        true    | INLIST(SPLIT(csv, '[,;]+'), 'c')
        true    | INLIST(SPLIT(color, ''), 'e')
        true    | INLIST(SPLIT(color, '', -1), '')
        false   | INLIST(SPLIT(color, ''), '')
        true    | INLIST(SPLIT(color, ',', 1), 'red')
        false   | INLIST(SPLIT(empty, ','), 'x')
        true    | INLIST(SPLIT(empty, ','), '')
        false   | INLIST(SPLIT(commas, ','), '')
        unknown (ActiveMQ: error) | INLIST(SPLIT(missing, ','), 'a')
        unknown (ActiveMQ: error) | INLIST(color, 'red')
        unknown (ActiveMQ: error) | INLIST(missing, 'red')
        unknown (ActiveMQ: error) | INLIST(SPLIT(csv, ',', 'x'), 'a')
        true    | REPLACE(color, 'r', 'b') = 'bed'
        true    | REPLACE(str, 'l+', 'L') = 'heLo'
        true    | REPLACE(str, '(h)(e)', '$2$1') = 'ehllo'
        true    | REPLACE(str, '(h)(e)', '$23') = 'e3llo'
        true    | REPLACE(str, '(?<first>h)', '${first}${first}') = 'hhello'
        true    | REPLACE(str, 'h', '\$1') = '$1ello'
        true    | REPLACE(str, 'h', '\\') = '\ello'
        true    | REPLACE(color, '', '-') = '-r-e-d-'
        true    | REPLACE(color, 'x', 'y') = 'red'
        true    | REPLACE(color, 'r', color) = 'reded'
        true    | REPLACE(REPLACE(color, 'r', 'b'), 'b', 'f') = 'fed'
        true    | REPLACE(csv, ',', '') LIKE 'abc'
        unknown (ActiveMQ: error) | REPLACE(missing, 'r', 'b') = 'x'
        unknown (ActiveMQ: error) | REPLACE(i, '5', '6') = '6'
        unknown (ActiveMQ: error) | REPLACE(color, 'r', '$7') = 'x'
        unknown (ActiveMQ: error) | REPLACE(color, 'r', '\') = 'x'
        unknown (ActiveMQ: error) | REPLACE(color, 'r', '$') = 'x'
        true    | XPATH '/order'
        true    | XPATH '/order/id = 7'
        true    | XPATH '/order/id[. = "7"]'
        false   | XPATH '/order/missing'
        true    | NOT XPATH '/order/missing'
        true    | XPATH 'count(//item) = 2'
        true    | XPATH '//item[@sku=''b2'']'
        true    | XPATH 'string(/order/id)'
        false   | XPATH 'string(/order/none)'
        true    | XPATH 'number(/order/id)'
        false   | XPATH 'number(/order/none)'
        false   | XPATH '0'
        true    | XPATH '/order/total > 12' AND color = 'red'
        true    | xpath 'not(/order/none)' = TRUE
        true    | convert_string_expressions:num = 42
        true    | convert_string_expressions:num > 41
        true    | convert_string_expressions: num BETWEEN 41 AND 43
        true    | convert_string_expressions:42 = num
        true    | convert_string_expressions:i = '5'
        true    | convert_string_expressions:'5' = i
        false   | convert_string_expressions:i = '5.0'
        true    | convert_string_expressions:d = '2.5'
        true    | convert_string_expressions:d = ' 2.5 '
        true    | convert_string_expressions:num < 42.5
        false   | convert_string_expressions:i = 'five'
        true    | convert_string_expressions:i <> 'five'
        true    | convert_string_expressions:'true' = t
        true    | convert_string_expressions:'TRUE' = t
        true    | convert_string_expressions:'no' = fls
        true (ActiveMQ: error) | convert_string_expressions:t = 'true'
        true    | convert_string_expressions:color = 'red'
        unknown | convert_string_expressions:missing = '1'
        true    | convert_string_expressions:l = '5000000000'
        """;
}

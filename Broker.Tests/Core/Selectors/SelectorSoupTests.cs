using Broker.Core.Selectors;
using Xunit.Abstractions;

namespace Broker.Tests.Core.Selectors;

/// <summary>Random texts: whatever a client sends, the broker answers with a selector or the one exception, and soon.</summary>
public sealed class SelectorSoupTests(ITestOutputHelper output)
{
    private const int Soups = 20_000;

    private static readonly string[] Tokens =
    [
        "i", "d", "t", "color", "missing", "list", "min", "5", "0", "-", "1.5", "0x1F", "017", "5L", "1e3", "'red'",
        "''", "'%r_d'", "'('", "'a|b'", "TRUE", "FALSE", "NULL", "NOT", "AND", "OR", "=", "<>", "<", "<=", ">", ">=",
        "+", "*", "/", "%", "(", ")", ",", "BETWEEN", "LIKE", "ESCAPE", "'!'", "IN", "IS", "XPATH", "'//a'", "XQUERY",
        "REGEX", "INLIST", "MAKELIST", "SPLIT", "REPLACE", "--", "/*", "*/", "\n", "9223372036854775808", "'$1'", "#",
        "(i = 5)", "i IS NOT NULL", "NOT t", "color IN ('red')", "i BETWEEN 1 AND 9", "REGEX('r', color)",
    ];

    [Fact]
    public async Task Parse_TokenSoup_ThrowsNothingElseAndEnds()
    {
        var parsed = await RunAsync(random => string.Join(
            random.Next(8) == 0 ? "" : " ",
            Enumerable.Range(0, random.Next(1, 14)).Select(_ => Tokens[random.Next(Tokens.Length)])));
        Assert.InRange(parsed, 100, Soups);
    }

    [Theory]
    [InlineData("XPATH '{0}'", "/ // . .. @ * [ ] ( ) , | = < + - div mod and or not( count( position() last() substring( 'a' \"b\" 1 0 .5 order item sku text() node() x: $v :: self:: ancestor:: number( string( translate( concat( id( lang( key( document( current()")]
    [InlineData("REGEX('{0}', color)", "a b . ^ $ * + ? *? { } {2} {3,} {0,9} [ ] [^a] [a-z] ( ) (?: (?<n> | \\d \\w \\b \\1 \\k<n> \\p{L} \\ (?i) (?= (?! (?> \\x4 \\u0041 # - &&")]
    [InlineData("INLIST(SPLIT(csv, '{0}', -1), 'b')", "a b . ^ $ * + ? | , [,] ( ) \\b")]
    [InlineData("REPLACE(csv, '(a)|(?<n>b)', '{0}') = 'x'", "a $ $1 $2 $9 ${ ${n} ${x} } \\ \\$ 0")]
    public async Task Parse_ArgumentSoup_ThrowsNothingElseAndEnds(string form, string pieces)
    {
        var choices = pieces.Split(' ');
        await RunAsync(random => form.Replace(
            "{0}",
            string.Concat(Enumerable.Range(0, random.Next(1, 9)).Select(_ => choices[random.Next(choices.Length)]))
                .Replace("'", "''", StringComparison.Ordinal),
            StringComparison.Ordinal));
    }

    [Fact]
    public async Task Parse_CharacterSoup_ThrowsNothingElseAndEnds()
    {
        await RunAsync(random => new string(
            [.. Enumerable.Range(0, random.Next(1, 40)).Select(_ => (char)random.Next(random.Next(4) == 0 ? 0xFFFF : 0x7F))]));
    }

    [Fact]
    public async Task Parse_TableSelectorWithOneCharacterChanged_ThrowsNothingElseAndEnds()
    {
        string[] selectors = [.. SelectorTable.Read(ComparisonTable.Text + "\n" + OperatorTable.Text + "\n" + ExtensionTable.Text)
            .Select(row => row.Selector)];
        await RunAsync(random =>
        {
            var selector = selectors[random.Next(selectors.Length)];
            var place = random.Next(selector.Length);
            return random.Next(3) switch
            {
                0 => selector.Remove(place, 1),
                1 => selector.Insert(place, ((char)random.Next(' ', '~')).ToString()),
                _ => selector[..place],
            };
        });
    }

    private async Task<int> RunAsync(Func<Random, string> make)
    {
        var seed = Random.Shared.Next();
        output.WriteLine($"seed {seed}");
        var random = new Random(seed);
        var parsed = 0;
        var selector = "";
        var run = Task.Run(() =>
        {
            for (var i = 0; i < Soups; i++)
            {
                selector = make(random);
                parsed += TryEvaluate(selector) ? 1 : 0;
            }
        });

        try
        {
            await run.WaitAsync(TimeSpan.FromSeconds(60));
        }
        finally
        {
            output.WriteLine($"{parsed} of the soups were selectors; the last one was: {selector}");
        }

        return parsed;
    }

    private static bool TryEvaluate(string text)
    {
        try
        {
            var matches = Selector.Parse(text).Matches(FakeSelectorSubject.Order);
            Assert.False(matches && Selector.Parse(SelectorTable.Negate(text)).Matches(FakeSelectorSubject.Order));
            return true;
        }
        catch (InvalidSelectorException)
        {
            return false;
        }
    }
}

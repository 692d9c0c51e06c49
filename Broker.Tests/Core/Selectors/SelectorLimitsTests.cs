using System.Diagnostics;
using Broker.Core.Selectors;

namespace Broker.Tests.Core.Selectors;

public sealed class SelectorLimitsTests
{
    [Fact]
    public void Parse_TextAtTheLimit_IsRead()
    {
        var text = "t".PadRight(64 * 1024);
        Assert.True(Selector.Parse(text).Matches(FakeSelectorSubject.Order));
        Assert.Throws<InvalidSelectorException>(() => Selector.Parse(text + " "));
    }

    [Theory]
    [InlineData("(", "t", ")", 200)]
    [InlineData("NOT ", "t", "", 198)]
    [InlineData("- ", "i = 5", "", 198)]
    [InlineData("+ ", "i = 5", "", 200)]
    [InlineData("REPLACE(", "color", ",'r','r')", 198, " = 'red'")]
    [InlineData("", "i", " + 0", 198, " = 5")]
    [InlineData("", "t", " = TRUE", 199)]
    [InlineData("", "t", " IS NULL", 199)]
    public void Parse_NestedToTheLimit_IsReadAndNoDeeper(string before, string core, string after, int limit, string end = "")
    {
        string Nested(int levels) => string.Concat(Enumerable.Repeat(before, levels)) + core
            + string.Concat(Enumerable.Repeat(after, levels)) + end;

        _ = Selector.Parse(Nested(limit)).Matches(FakeSelectorSubject.Order);
        Assert.Throws<InvalidSelectorException>(() => Selector.Parse(Nested(limit + 1)));
        Assert.Throws<InvalidSelectorException>(() => Selector.Parse(Nested(3000)));
        RunOnStack(1024, () => _ = Selector.Parse(Nested(limit)).Matches(FakeSelectorSubject.Order));
        RunOnStack(256, () => Assert.Throws<InvalidSelectorException>(() => Selector.Parse(Nested(limit + 1))));
    }

    [Fact]
    public void Parse_LongChainOfOr_IsNoNesting()
    {
        var chain = string.Join(" OR ", Enumerable.Repeat("i = 6", 5000));
        RunOnStack(256, () =>
        {
            Assert.False(Selector.Parse(chain).Matches(FakeSelectorSubject.Order));
            Assert.True(Selector.Parse(chain + " OR t").Matches(FakeSelectorSubject.Order));
        });
    }

    [Theory]
    [InlineData("REGEX('(a{100}){100}', color)")]
    [InlineData("REGEX('((.{0,60}){0,60}){0,60}', color)")]
    public void Parse_PatternOfHugeRepetition_IsRefused(string selector)
    {
        Assert.Throws<InvalidSelectorException>(() => Selector.Parse(selector));
    }

    [Theory]
    [InlineData("REGEX('(a|b|c){0,5000}x', long)")]
    [InlineData("REGEX('^(a+)+$', long)")]
    [InlineData("long LIKE '%a%a%a%a%a%a%a%a%a%ab'")]
    [InlineData("REPLACE(long, '', 'aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa') = 'x'")]
    [InlineData("REPLACE(long, 'a+', '$0$0$0$0$0$0$0$0$0$0$0$0$0$0$0$0$0$0$0$0$0$0$0$0$0$0$0$0$0$0') = 'x'")]
    [InlineData("long+long+long+long+long+long+long+long+long+long+long+long+long+long = 'x'")]
    public void Matches_WorkWithoutEnd_GivesUpSoon(string selector)
    {
        var subject = new FakeSelectorSubject(new(StringComparer.Ordinal)
        {
            ["long"] = SelectorValue.From(new string('a', 100_000) + "!"),
        });
        var parsed = Selector.Parse(selector);

        var watch = Stopwatch.StartNew();
        Assert.False(parsed.Matches(subject));
        Assert.InRange(watch.Elapsed, TimeSpan.Zero, TimeSpan.FromSeconds(5));
    }

    [Fact]
    public void Matches_ProducedTextTooLong_IsUnknown()
    {
        var subject = new FakeSelectorSubject(new(StringComparer.Ordinal)
        {
            ["long"] = SelectorValue.From(new string('a', 600_000)),
        });
        Assert.True(Selector.Parse("(long + long) IS NULL").Matches(subject));
        Assert.True(Selector.Parse("(long + 'a') IS NOT NULL").Matches(subject));
        Assert.True(Selector.Parse("REPLACE(long, 'a', 'bb') IS NULL").Matches(subject));
    }

    [Fact]
    public void Parse_XPathTooLong_IsRefused()
    {
        var longest = "/order | ".PadRight(4096 - "/order".Length) + "/order";
        Assert.True(Selector.Parse($"XPATH '{longest}'").Matches(FakeSelectorSubject.Order));
        Assert.Throws<InvalidSelectorException>(() => Selector.Parse($"XPATH '{longest} '"));
    }

    private static void RunOnStack(int sizeKilobytes, Action action)
    {
        Exception? failure = null;
        var thread = new Thread(() => failure = Record.Exception(action), sizeKilobytes * 1024);
        thread.Start();
        thread.Join();
        Assert.Null(failure);
    }
}

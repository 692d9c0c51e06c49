using System.Globalization;
using Broker.Core.Selectors;

namespace Broker.Tests.Core.Selectors;

public sealed class SelectorTests
{
    public static TheoryData<string, string> Outcomes { get; } =
        Rows(ComparisonTable.Text, OperatorTable.Text, ExtensionTable.Text);

    public static TheoryData<string, string> Invalid { get; } = Rows(InvalidTable.Text);

    [Theory]
    [MemberData(nameof(Outcomes))]
    public void Matches_SelectorOfTheTables_HasItsOutcome(string outcome, string selector)
    {
        Assert.Equal(outcome, OutcomeOf(selector, FakeSelectorSubject.Order));
    }

    [Theory]
    [MemberData(nameof(Invalid))]
    public void Parse_SelectorThatIsNone_IsRefused(string outcome, string selector)
    {
        Assert.Equal("invalid", outcome);
        var exception = Assert.Throws<InvalidSelectorException>(() => Selector.Parse(selector));
        Assert.InRange(exception.Position, 1, selector.Length + 1);
        Assert.Contains($"position {exception.Position}", exception.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("i = ", 5, "expected a literal, a name or (, found the end of the selector")]
    [InlineData("i = 5 6", 7, "expected an operator or the end of the selector, found 6")]
    [InlineData("i BETWEEN 1 OR 5", 13, "expected AND, found OR")]
    [InlineData("i IN ('a'", 10, "expected , or ), found the end of the selector")]
    [InlineData("i = 'open", 5, "expected ' to close this string")]
    [InlineData("t AND i + 1", 7, "expected a condition, found the value i + 1")]
    [InlineData("i = #", 5, "found the character U+0023")]
    [InlineData("convert_string_expressions:i =", 31, "found the end of the selector")]
    [InlineData("XQUERY '/a'", 1, "XQUERY is not supported, use XPATH")]
    public void Parse_Refused_SaysWhereAndWhat(string selector, int position, string problem)
    {
        var exception = Assert.Throws<InvalidSelectorException>(() => Selector.Parse(selector));
        Assert.Equal(position, exception.Position);
        Assert.Contains(problem, exception.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData(" \t\n")]
    public void ParseOrNull_Blank_IsNoSelector(string? text)
    {
        Assert.Null(Selector.ParseOrNull(text));
    }

    [Fact]
    public void ParseOrNull_Text_IsTheSelector()
    {
        var selector = Selector.ParseOrNull("i = 5");
        Assert.NotNull(selector);
        Assert.Equal("i = 5", selector.Text);
        Assert.Equal("i = 5", selector.ToString());
    }

    [Fact]
    public void Parse_Missing_Throws()
    {
        Assert.Throws<ArgumentNullException>(() => Selector.Parse(null!));
        Assert.Throws<InvalidSelectorException>(() => Selector.Parse(" "));
    }

    [Fact]
    public void Matches_CultureWithCommas_ReadsNumbersTheSame()
    {
        var before = CultureInfo.CurrentCulture;
        CultureInfo.CurrentCulture = CultureInfo.GetCultureInfo("de-DE");
        try
        {
            Assert.Equal("true", OutcomeOf("d = 2.5 AND color + d = 'red2.5'", FakeSelectorSubject.Order));
        }
        finally
        {
            CultureInfo.CurrentCulture = before;
        }
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("no xml")]
    [InlineData("<a>")]
    [InlineData("<!DOCTYPE a><a/>")]
    [InlineData("""<!DOCTYPE a [<!ENTITY e SYSTEM "file:///etc/hostname">]><a>&e;</a>""")]
    public void Matches_XPathOfBodyThatIsNoPlainXml_IsFalse(string? body)
    {
        Assert.Equal("false", OutcomeOf("XPATH '/a or true()'", new FakeSelectorSubject([], body)));
    }

    [Fact]
    public async Task Matches_FromManyThreads_GivesTheSame()
    {
        var selector = Selector.Parse("XPATH '//item' AND REGEX('r', color) AND i = 5 AND str LIKE 'h%o'");
        var runs = Enumerable.Range(0, 4).Select(_ => Task.Run(() =>
            Enumerable.Range(0, 200).All(_ => selector.Matches(FakeSelectorSubject.Order))));
        Assert.All(await Task.WhenAll(runs), Assert.True);
    }

    private static string OutcomeOf(string selector, ISelectorSubject subject)
    {
        if (Selector.Parse(selector).Matches(subject))
        {
            return "true";
        }

        return Selector.Parse(SelectorTable.Negate(selector)).Matches(subject) ? "false" : "unknown";
    }

    private static TheoryData<string, string> Rows(params string[] tables)
    {
        var rows = new TheoryData<string, string>();
        foreach (var (outcome, selector) in tables.SelectMany(SelectorTable.Read).Distinct())
        {
            rows.Add(outcome, selector);
        }

        return rows;
    }
}

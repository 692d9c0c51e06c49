using Broker.Core.Selectors;

namespace Broker.Tests.Core.Selectors;

/// <summary>The tables of JMS 1.1 section 3.8.1.2, with T, F and U(nknown) held by properties.</summary>
public sealed class SelectorTruthTableTests
{
    private static readonly FakeSelectorSubject Subject = new(new(StringComparer.Ordinal)
    {
        ["T"] = SelectorValue.From(true),
        ["F"] = SelectorValue.From(false),
    });

    [Theory]
    [InlineData("T AND T", 'T')]
    [InlineData("T AND F", 'F')]
    [InlineData("T AND U", 'U')]
    [InlineData("F AND T", 'F')]
    [InlineData("F AND F", 'F')]
    [InlineData("F AND U", 'F')]
    [InlineData("U AND T", 'U')]
    [InlineData("U AND F", 'F')]
    [InlineData("U AND U", 'U')]
    [InlineData("T OR T", 'T')]
    [InlineData("T OR F", 'T')]
    [InlineData("T OR U", 'T')]
    [InlineData("F OR T", 'T')]
    [InlineData("F OR F", 'F')]
    [InlineData("F OR U", 'U')]
    [InlineData("U OR T", 'T')]
    [InlineData("U OR F", 'U')]
    [InlineData("U OR U", 'U')]
    [InlineData("NOT T", 'F')]
    [InlineData("NOT F", 'T')]
    [InlineData("NOT U", 'U')]
    public void Matches_LogicOfThreeValues_FollowsTheTables(string selector, char expected)
    {
        Assert.Equal(expected == 'T', Selector.Parse(selector).Matches(Subject));
        Assert.Equal(expected == 'F', Selector.Parse($"NOT ({selector})").Matches(Subject));
        Assert.Equal(expected == 'U', Selector.Parse($"({selector}) IS NULL").Matches(Subject));
    }
}

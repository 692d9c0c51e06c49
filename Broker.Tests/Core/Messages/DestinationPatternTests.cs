using Broker.Core.Messages;

namespace Broker.Tests.Core.Messages;

public sealed class DestinationPatternTests
{
    [Theory]
    [InlineData("PRICE", "PRICE", true)]
    [InlineData("PRICE", "price", false)]
    [InlineData("PRICE", "PRICE.STOCK", false)]
    [InlineData(">", "PRICE", true)]
    [InlineData(">", "PRICE.STOCK.IBM", true)]
    [InlineData(">.>", "PRICE", true)]
    [InlineData("PRICE.>", "PRICE", true)] // the tail may be empty
    [InlineData("PRICE.>", "PRICE.STOCK", true)]
    [InlineData("PRICE.>", "PRICE.STOCK.NASDAQ.IBM", true)]
    [InlineData("PRICE.>", "PRICES", false)]
    [InlineData("PRICE.>.>", "PRICE", true)]
    [InlineData("PRICE.STOCK.>", "PRICE", false)]
    [InlineData("*", "PRICE", true)]
    [InlineData("*", "PRICE.STOCK", false)]
    [InlineData("PRICE.*", "PRICE", false)]
    [InlineData("PRICE.*", "PRICE.STOCK", true)]
    [InlineData("PRICE.*", "PRICE.STOCK.IBM", false)]
    [InlineData("PRICE.*", "PRICE.", true)] // an empty level is a level
    [InlineData("PRICE.*.IBM", "PRICE.STOCK.IBM", true)]
    [InlineData("PRICE.*.IBM", "PRICE.STOCK.SUN", false)]
    [InlineData("*.*.IBM", "PRICE.STOCK.IBM", true)]
    [InlineData("PRICE.*.>", "PRICE", false)] // '*' takes one, whatever follows
    [InlineData("PRICE.*.>", "PRICE.STOCK", true)]
    [InlineData("PRICE.*.>", "PRICE.STOCK.IBM", true)]
    [InlineData("PRICE*", "PRICES", false)] // no wildcard inside a level
    [InlineData("PRICE*", "PRICE*", true)]
    [InlineData("PRICE.>.IBM", "PRICE.STOCK.IBM", false)] // '>' in the middle is text
    [InlineData("PRICE.>.IBM", "PRICE.>.IBM", true)]
    [InlineData("A..B", "A..B", true)]
    [InlineData("A.*.B", "A..B", true)]
    public void Matches_PatternAndName_AsActiveMQ(string pattern, string name, bool expected) =>
        Assert.Equal(expected, new DestinationPattern(pattern).Matches(name));

    [Fact]
    public void Matches_Called_AllocatesNothing()
    {
        var pattern = new DestinationPattern("orders.*.eu.>");
        pattern.Matches("orders.new.eu.berlin");
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 1000; i++) pattern.Matches("orders.new.eu.berlin");
        Assert.Equal(before, GC.GetAllocatedBytesForCurrentThread());
    }

    [Theory]
    [InlineData("A", false)]
    [InlineData("A.>.B", false)]
    [InlineData("A*", false)]
    [InlineData("A.*", true)]
    [InlineData("A.>", true)]
    public void IsWildcard_Pattern_TellsWhetherItStandsForMany(string pattern, bool expected) =>
        Assert.Equal(expected, new DestinationPattern(pattern).IsWildcard);

    [Theory]
    [InlineData("A.B", "A.B.>")]
    [InlineData("A", "A.>")]
    [InlineData("A.B.*", "A.*.*")]
    [InlineData("A.*", "A.>")]
    [InlineData("A.*", "A.*.>")]
    [InlineData("A.*.>", "A.>")]
    [InlineData("A.*", "*.B")]
    [InlineData("A.>", "*.*")]
    [InlineData("*", ">")]
    public void CompareSpecificity_Two_MoreSpecificFirst(string winner, string loser)
    {
        var (first, second) = (new DestinationPattern(winner), new DestinationPattern(loser));
        Assert.True(DestinationPattern.CompareSpecificity(first, second) < 0);
        Assert.True(DestinationPattern.CompareSpecificity(second, first) > 0);
        Assert.Equal(0, DestinationPattern.CompareSpecificity(first, first));
    }

    [Theory]
    [InlineData("orders")]
    [InlineData("orders.*.eu.>")]
    [InlineData(">")]
    public void IsWellFormed_RightPattern_NoError(string pattern)
    {
        Assert.True(DestinationPattern.IsWellFormed(pattern, out var error));
        Assert.Equal("", error);
    }

    [Theory]
    [InlineData("", "empty")]
    [InlineData("  ", "empty")]
    [InlineData("A,B", "one entry for each")]
    [InlineData("queue://A", "bare name")]
    [InlineData("A B", "blanks")]
    [InlineData("A..B", "empty level")]
    [InlineData("A.", "empty level")]
    [InlineData("A.>.B", "comes last")]
    [InlineData("A.B*", "whole levels")]
    public void IsWellFormed_WrongPattern_SaysWhat(string pattern, string expected)
    {
        Assert.False(DestinationPattern.IsWellFormed(pattern, out var error));
        Assert.Contains(expected, error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("A.B", "A.B", true)]
    [InlineData("A.B", "A.C", false)]
    [InlineData("A.*", "*.B", true)]
    [InlineData("A.*", "A", false)]
    [InlineData("A.>", "A", true)]
    [InlineData("A.>", "A.B.C", true)]
    [InlineData("A.>", "B.>", false)]
    [InlineData("A.>", "*.B.>", true)]
    [InlineData(">", "Consumer.*.VirtualTopic.>", true)]
    [InlineData("A.B.>", "A.*", true)]
    [InlineData("A.B.C", "A.*", false)]
    public void Overlaps_TwoPatterns_WhetherOneNameFitsBoth(string one, string other, bool expected)
    {
        Assert.Equal(expected, new DestinationPattern(one).Overlaps(new(other)));
        Assert.Equal(expected, new DestinationPattern(other).Overlaps(new(one)));
    }
}

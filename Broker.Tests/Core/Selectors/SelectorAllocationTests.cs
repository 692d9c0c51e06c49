using Broker.Core.Selectors;

namespace Broker.Tests.Core.Selectors;

public sealed class SelectorAllocationTests
{
    [Theory]
    [InlineData("JMSPriority >= 4 AND (color = 'red' OR color = 'blue') AND NOT fls")]
    [InlineData("i BETWEEN 1 AND 10 AND i NOT BETWEEN 6 AND 7 AND missing IS NULL")]
    [InlineData("color IN ('a', 'b', 'c', 'd', 'e', 'red') AND color NOT IN ('x')")]
    [InlineData("str LIKE 'h%o' AND pct LIKE '50!%' ESCAPE '!' AND str NOT LIKE '_x%'")]
    [InlineData("i * 2 + d / 5 - -1 > 11 AND i % 3 = 2 AND l <> 7.5")]
    [InlineData("REGEX('^r.d$', color)")]
    [InlineData("convert_string_expressions:num > 41 AND t = 'true'")]
    public void Matches_UsualSelector_AllocatesNothing(string text)
    {
        var selector = Selector.Parse(text);
        for (var i = 0; i < 200; i++)
        {
            Assert.True(selector.Matches(FakeSelectorSubject.Order));
        }

        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 1000; i++)
        {
            selector.Matches(FakeSelectorSubject.Order);
        }

        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }
}

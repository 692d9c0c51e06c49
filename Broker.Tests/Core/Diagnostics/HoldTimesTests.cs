using Broker.Core.Diagnostics;

namespace Broker.Tests.Core.Diagnostics;

public sealed class HoldTimesTests
{
    [Fact]
    public void Add_ShortAndLong_ShortestLongestAndAverage()
    {
        var times = new HoldTimes();
        Assert.Equal((0L, 0L, 0L, 0.0), (times.Count, times.Shortest, times.Longest, times.Average));
        foreach (var milliseconds in (long[])[7, 3, 12, 4]) times.Add(milliseconds);
        Assert.Equal((4L, 3L, 12L, 6.5), (times.Count, times.Shortest, times.Longest, times.Average));
        times.Reset();
        Assert.Equal((0L, 0L, 0L, 0.0), (times.Count, times.Shortest, times.Longest, times.Average));
        times.Add(5);
        Assert.Equal((1L, 5L, 5L, 5.0), (times.Count, times.Shortest, times.Longest, times.Average));
    }

    [Fact]
    public void Add_ByManyThreads_NothingIsLost()
    {
        var times = new HoldTimes();
        Parallel.For(1, 10_001, number => times.Add(number));
        Assert.Equal((10_000L, 1L, 10_000L, 5000.5), (times.Count, times.Shortest, times.Longest, times.Average));
    }
}

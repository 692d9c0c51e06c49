using Broker.Core.Management;

namespace Broker.Tests.Core.Management;

public sealed class RateHistoryTests
{
    private static readonly DateTimeOffset _start = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);
    private readonly RateHistory _history = new();

    [Fact]
    public void Add_FirstSample_OnlySetsTheMark()
    {
        Add(0, 100);
        Assert.Empty(_history.Read());
    }

    [Fact]
    public void Add_LongerThanASecond_IsPerSecond()
    {
        Add(0, 100);
        Add(2, 300);
        Assert.Equal(100, Assert.Single(_history.Read()).EnqueuedPerSecond);
    }

    [Fact]
    public void Interrupt_CountersBeginAnew_LeavesAGapAndNoNegativeRate()
    {
        Add(0, 100);
        Add(1, 200);
        _history.Interrupt();
        Add(60, 5);
        Add(61, 7);
        Assert.Equal([(1, 100d), (61, 2d)], _history.Read().Select(sample => ((int)(sample.Time - _start).TotalSeconds, sample.EnqueuedPerSecond)));
    }

    [Fact]
    public void Add_MoreThanTenMinutes_ForgetsTheOldest()
    {
        for (var second = 0; second <= 700; second++) Add(second, second);
        var samples = _history.Read();
        Assert.Equal(600, samples.Count);
        Assert.Equal(_start.AddSeconds(700), samples[^1].Time);
    }

    [Fact]
    public void Add_ClockStandsStill_AddsNothing()
    {
        Add(0, 1);
        Add(0, 2);
        Assert.Empty(_history.Read());
    }

    private void Add(int second, long enqueued) => _history.Add(
        new()
        {
            BrokerName = "b",
            NodeName = "n",
            Version = "1",
            Role = BrokerRole.Master,
            Since = _start,
            Enqueued = enqueued,
        },
        _start.AddSeconds(second));
}

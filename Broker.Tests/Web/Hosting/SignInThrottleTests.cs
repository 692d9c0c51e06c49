using Broker.Tests.Fixtures;
using Broker.Web.Hosting;

namespace Broker.Tests.Web.Hosting;

public sealed class SignInThrottleTests
{
    private readonly ManualTime _clock = new();
    private readonly SignInThrottle _throttle;

    public SignInThrottleTests() => _throttle = new SignInThrottle(_clock);

    [Theory]
    [InlineData(0, 0)]
    [InlineData(4, 0)]
    [InlineData(5, 2)]
    [InlineData(6, 4)]
    [InlineData(7, 8)]
    [InlineData(30, 60)]
    public void WaitFor_Failures_DoublesFromTheFifth(int failures, int seconds)
    {
        Fail(failures);

        Assert.Equal(TimeSpan.FromSeconds(seconds), _throttle.WaitFor("admin", "10.0.0.1"));
    }

    [Fact]
    public void WaitFor_OtherNameOrAddress_Free()
    {
        Fail(9);

        Assert.Equal(TimeSpan.Zero, _throttle.WaitFor("admin", "10.0.0.2"));
        Assert.Equal(TimeSpan.Zero, _throttle.WaitFor("guest", "10.0.0.1"));
    }

    [Fact]
    public void Failed_AfterLongQuiet_CountsFromOne()
    {
        Fail(9);
        _clock.Advance(TimeSpan.FromMinutes(16));
        Fail(1);

        Assert.Equal(TimeSpan.Zero, _throttle.WaitFor("admin", "10.0.0.1"));
    }

    [Fact]
    public void Succeeded_AfterFailures_Forgotten()
    {
        Fail(5);
        _throttle.Succeeded("admin", "10.0.0.1");

        Assert.Equal(TimeSpan.Zero, _throttle.WaitFor("admin", "10.0.0.1"));
    }

    [Fact]
    public void Failed_ManyNames_MemoryBounded()
    {
        for (var i = 0; i < 12_000; i++)
        {
            _throttle.Failed("user" + i, "10.0.0.1");
        }

        Fail(5);
        Assert.NotEqual(TimeSpan.Zero, _throttle.WaitFor("admin", "10.0.0.1"));
    }

    private void Fail(int times)
    {
        for (var i = 0; i < times; i++)
        {
            _throttle.Failed("admin", "10.0.0.1");
        }
    }
}

using Broker.Tests.Fixtures;
using Broker.Web.Formatting;

namespace Broker.Tests.Web.Formatting;

public sealed class MomentsTests
{
    private static readonly DateTimeOffset Now = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);

    [Theory]
    [InlineData(-12, "12 s ago")]
    [InlineData(-3599, "59 min ago")]
    [InlineData(240, "in 4 min")]
    [InlineData(7200, "in 2 h")]
    [InlineData(-172_800, "2 d ago")]
    public void Relative_Distance_LargestUnit(int seconds, string expected) =>
        Assert.Equal(expected, Moments.Relative(Now.AddSeconds(seconds), Now, EnglishWords.Instance));

    [Fact]
    public void Relative_Null_Unknown() => Assert.Equal("–", Moments.Relative(null, Now, EnglishWords.Instance));

    [Theory]
    [InlineData("UTC", "2026-03-01 12:00:00 UTC")]
    [InlineData("Asia/Shanghai", "2026-03-01 20:00:00 UTC+08:00")]
    public void Exact_Zone_LocalTimeAndOffset(string zone, string expected) =>
        Assert.Equal(expected, Moments.Exact(Now, TimeZoneInfo.FindSystemTimeZoneById(zone)));
}

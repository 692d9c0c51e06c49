using Broker.Core.Management;
using Broker.Web.Live;

namespace Broker.Tests.Web.Live;

public sealed class ChartTests
{
    [Fact]
    public void From_MissingSamples_GapBetweenPieces()
    {
        var start = DateTimeOffset.UnixEpoch;
        RateSample[] samples = [.. new[] { 0, 1, 2, 3, 20, 21 }.Select(second => new RateSample(start.AddSeconds(second), second, 0, 0, 0, 0, 0))];

        var series = ChartSeries.From("In", "blue", false, samples, static sample => sample.EnqueuedPerSecond, TimeZoneInfo.Utc);

        Assert.Equal(2, series.Pieces.Count);
        Assert.Equal([0.5, 2.5], series.Pieces[0].Select(static point => point.Value));
        Assert.Equal([20.5], series.Pieces[1].Select(static point => point.Value));
    }

    [Fact]
    public void From_NoSamples_NoPieces() =>
        Assert.Empty(ChartSeries.From("In", "blue", false, [], static sample => sample.EnqueuedPerSecond, TimeZoneInfo.Utc).Pieces);

    [Theory]
    [InlineData(0, 1, 1)]
    [InlineData(3, 3, 1)]
    [InlineData(7, 8, 2)]
    [InlineData(14_900, 15_000, 5_000)]
    [InlineData(1_204_000, 1_500_000, 500_000)]
    public void For_Highest_RoundStepsFromZero(double highest, double top, double step) =>
        Assert.Equal(new ChartScale(top, step), ChartScale.For(highest));
}

using Broker.Core.Management;

namespace Broker.Web.Live;

/// <summary>One line of a chart, in pieces: between two pieces there was no data.</summary>
/// <param name="Name">What it is called in the legend.</param>
/// <param name="Color">A CSS colour.</param>
/// <param name="Dashed">Tells it from its neighbour without colour.</param>
/// <param name="Pieces">Points in time order.</param>
public sealed record ChartSeries(string Name, string Color, bool Dashed, IReadOnlyList<IReadOnlyList<ChartPoint>> Pieces)
{
    /// <summary>Samples of two seconds make one point: more than a screen can show would only cost.</summary>
    public static readonly TimeSpan Resolution = TimeSpan.FromSeconds(2);

    public static ChartSeries From(
        string name, string color, bool dashed, IReadOnlyList<RateSample> samples, Func<RateSample, double> value, TimeZoneInfo zone)
    {
        List<IReadOnlyList<ChartPoint>> pieces = [];
        List<ChartPoint> piece = [];
        long? last = null;
        foreach (var bucket in samples.GroupBy(static sample => sample.Time.UtcTicks / Resolution.Ticks))
        {
            if (last is not null && bucket.Key != last + 1)
            {
                pieces.Add(piece);
                piece = [];
            }

            last = bucket.Key;
            var time = TimeZoneInfo.ConvertTimeFromUtc(new DateTime(bucket.Key * Resolution.Ticks, DateTimeKind.Utc), zone);
            piece.Add(new ChartPoint(time, bucket.Average(value)));
        }

        if (piece.Count > 0)
        {
            pieces.Add(piece);
        }

        return new ChartSeries(name, color, dashed, pieces);
    }
}

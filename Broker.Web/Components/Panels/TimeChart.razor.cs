using System.Globalization;
using Broker.Web.Formatting;
using Broker.Web.Live;
using Broker.Web.Localization;
using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.Localization;

namespace Broker.Web.Components.Panels;

/// <summary>Lines over the last ten minutes, with the same numbers as a table for those who cannot see them.</summary>
public sealed partial class TimeChart
{
    private readonly string _id = "chart-" + Guid.NewGuid().ToString("N")[..8];
    private (DateTime End, IReadOnlyList<ChartSeries>? Series) _drawn;

    [Parameter, EditorRequired]
    public string Title { get; set; } = "";

    [Parameter, EditorRequired]
    public string Unit { get; set; } = "";

    [Parameter, EditorRequired]
    public IReadOnlyList<ChartSeries> Series { get; set; } = [];

    /// <summary>Right end of the time axis, in the viewer's zone.</summary>
    [Parameter, EditorRequired]
    public DateTime End { get; set; }

    [Parameter]
    public TimeSpan Window { get; set; } = TimeSpan.FromMinutes(10);

    [Inject]
    private IStringLocalizer<Words> Words { get; set; } = null!;

    private ChartScale Scale => ChartScale.For(
        Series.SelectMany(static series => series.Pieces).SelectMany(static piece => piece).Select(static point => point.Value).DefaultIfEmpty().Max());

    // Numbers tick twice a second; a chart is drawn again only when there is a new point.
    protected override bool ShouldRender()
    {
        if (ReferenceEquals(_drawn.Series, Series) && _drawn.End == End)
        {
            return false;
        }

        _drawn = (End, Series);
        return true;
    }

    private static string Clock(object time) => ((DateTime)time).ToString("HH:mm", CultureInfo.InvariantCulture);

    private static string Number(object value) => Compact.Rate(Convert.ToDouble(value, CultureInfo.InvariantCulture));

    private IEnumerable<(DateTime Time, IReadOnlyList<double?> Values)> Minutes()
    {
        var start = End.Subtract(Window);
        for (var minute = new DateTime(start.Ticks / TimeSpan.TicksPerMinute * TimeSpan.TicksPerMinute).AddMinutes(1); minute <= End; minute = minute.AddMinutes(1))
        {
            yield return (minute, [.. Series.Select(series => MeanOfMinute(series, minute))]);
        }
    }

    private static double? MeanOfMinute(ChartSeries series, DateTime minute)
    {
        var values = series.Pieces.SelectMany(static piece => piece)
            .Where(point => point.Time >= minute && point.Time < minute.AddMinutes(1))
            .Select(static point => point.Value).ToList();
        return values.Count == 0 ? null : values.Average();
    }
}

namespace Broker.Web.Live;

/// <summary>One point of a chart.</summary>
/// <param name="Time">In the viewer's zone.</param>
/// <param name="Value">In the chart's unit.</param>
public sealed record ChartPoint(DateTime Time, double Value);

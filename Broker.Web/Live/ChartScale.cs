namespace Broker.Web.Live;

/// <summary>A zero-based axis with round steps.</summary>
/// <param name="Top">Where it ends.</param>
/// <param name="Step">Between two labels.</param>
public readonly record struct ChartScale(double Top, double Step)
{
    private const int Steps = 4;

    /// <summary>Steps of 1, 2 or 5 times a power of ten, none below one.</summary>
    public static ChartScale For(double highest)
    {
        var least = Math.Max(highest, Steps) / Steps;
        var power = Math.Pow(10, Math.Floor(Math.Log10(least)));
        var step = power * (least / power) switch { <= 1 => 1, <= 2 => 2, <= 5 => 5, _ => 10 };
        return new ChartScale(Math.Max(Math.Ceiling(highest / step), 1) * step, step);
    }
}

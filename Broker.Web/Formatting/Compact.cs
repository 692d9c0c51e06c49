using System.Globalization;

namespace Broker.Web.Formatting;

/// <summary>Numbers as the console shows them: short, with the exact value to go with it. Counts decimal, sizes binary.</summary>
public static class Compact
{
    public const string Unknown = "–";

    private static readonly string[] DecimalUnits = ["", " k", " M", " G", " T"];
    private static readonly string[] BinaryUnits = [" B", " KiB", " MiB", " GiB", " TiB", " PiB"];

    /// <summary>Up to 9,999 as it is; above, three digits and a unit: "12.4 k".</summary>
    public static string Count(long value) =>
        Math.Abs(value) < 10_000 ? Exact(value) : Scaled(value, 1000, DecimalUnits);

    public static string Exact(long value) => value.ToString("N0", CultureInfo.CurrentCulture);

    /// <summary>A rate without its unit; null and not-a-number are unknown.</summary>
    public static string Rate(double? value) => value switch
    {
        null or double.NaN => Unknown,
        < 0.05 => "0",
        < 100 => value.Value.ToString("0.#", CultureInfo.CurrentCulture),
        < 9_999.5 => value.Value.ToString("N0", CultureInfo.CurrentCulture),
        _ => Scaled(value.Value, 1000, DecimalUnits),
    };

    public static string ExactRate(double? value) =>
        value is null or double.NaN ? Unknown : value.Value.ToString("#,0.##", CultureInfo.CurrentCulture);

    public static string Bytes(long value) => Scaled(value, 1024, BinaryUnits);

    public static string ExactBytes(long value) => Exact(value) + " B";

    /// <summary>How full something is, 0 to 100; null when there is no ceiling.</summary>
    public static int? Percent(long value, long limit) =>
        limit <= 0 ? null : (int)Math.Clamp(Math.Round(100.0 * value / limit), 0, 100);

    private static string Scaled(double value, int step, string[] units)
    {
        var unit = 0;
        // What rounds to 1,000 of a unit is one of the next.
        while (Math.Abs(value) >= step - 0.5 && unit < units.Length - 1)
        {
            value /= step;
            unit++;
        }

        var format = unit == 0 || Math.Abs(value) >= 100 ? "0" : "0.#";
        return value.ToString(format, CultureInfo.CurrentCulture) + units[unit];
    }
}

using System.Globalization;
using Broker.Web.Localization;
using Microsoft.Extensions.Localization;

namespace Broker.Web.Formatting;

/// <summary>Times as the console shows them: relative, with the exact time and zone to go with it.</summary>
public static class Moments
{
    /// <summary>"12 s ago", "in 4 min"; <see cref="Compact.Unknown"/> for null.</summary>
    public static string Relative(DateTimeOffset? moment, DateTimeOffset now, IStringLocalizer<Words> words)
    {
        if (moment is null)
        {
            return Compact.Unknown;
        }

        var distance = moment.Value - now;
        return distance > TimeSpan.Zero
            ? words["Time.In", Span(distance, words)]
            : words["Time.Ago", Span(-distance, words)];
    }

    /// <summary>The largest unit that fits: "12 s", "4 min", "3 h", "5 d".</summary>
    public static string Span(TimeSpan span, IStringLocalizer<Words> words) => span switch
    {
        { TotalSeconds: < 60 } => words["Time.Seconds", (int)span.TotalSeconds],
        { TotalMinutes: < 60 } => words["Time.Minutes", (int)span.TotalMinutes],
        { TotalHours: < 48 } => words["Time.Hours", (int)span.TotalHours],
        _ => words["Time.Days", (int)span.TotalDays],
    };

    /// <summary>"2026-11-20 07:15:01 UTC+08:00" in the given zone.</summary>
    public static string Exact(DateTimeOffset? moment, TimeZoneInfo zone)
    {
        if (moment is null)
        {
            return Compact.Unknown;
        }

        var local = TimeZoneInfo.ConvertTime(moment.Value, zone);
        var offset = local.Offset == TimeSpan.Zero ? "" : local.ToString("zzz", CultureInfo.InvariantCulture);
        return local.ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture) + " UTC" + offset;
    }
}

namespace Broker.Core.Scheduling;

/// <summary>Between moments and what a clock on the wall shows in a zone.</summary>
internal static class LocalClock
{
    public static DateTime Read(DateTimeOffset at, TimeZoneInfo zone) => TimeZoneInfo.ConvertTime(at, zone).DateTime;

    /// <summary>The first moment at which the wall shows that time, or has just gone past it.</summary>
    public static DateTimeOffset FirstMoment(DateTime wall, TimeZoneInfo zone)
    {
        if (zone.IsInvalidTime(wall)) return EndOfGap(wall, zone);
        return zone.IsAmbiguousTime(wall) ? At(wall, zone.GetAmbiguousTimeOffsets(wall).Max()) : At(wall, zone.GetUtcOffset(wall));
    }

    // Clocks change on a full minute.
    private static DateTimeOffset EndOfGap(DateTime wall, TimeZoneInfo zone)
    {
        var last = wall.AddSeconds(-wall.Second);
        while (zone.IsInvalidTime(last)) last = last.AddMinutes(-1);
        return At(last, zone.GetUtcOffset(last)).AddMinutes(1);
    }

    private static DateTimeOffset At(DateTime wall, TimeSpan offset) => new DateTimeOffset(wall, offset).ToUniversalTime();
}

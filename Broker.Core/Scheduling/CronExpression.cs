namespace Broker.Core.Scheduling;

/// <summary>Times that come again and again; immutable.</summary>
/// <remarks>
/// <para>Five fields, "minute hour day-of-month month day-of-week", mean what they mean to ActiveMQ: '*' and '?' are any value, 0 is Sunday,
/// lists and ranges as usual, and a step keeps the values it divides. Days of both kinds together: see <see cref="CronDays"/>.
/// Besides there are names (JAN, MON), a sixth field for seconds in front, whose steps count from the first value as in Quartz, and
/// @yearly, @annually, @monthly, @weekly, @daily, @midnight, @hourly. Two things differ from ActiveMQ: values that mean nothing (minute 60,
/// hour 24, weekday 7) are refused, and from a moment in the midst of things the first time is never skipped, nor is a day invented for the
/// 30th of February.</para>
/// <para>When clocks change: an expression that names hours fires once for a time that exists twice, the first of them, and for a time that
/// does not exist at the moment the clocks go forward. One that leaves the hour open goes by what the clock on the wall shows: it fires in both
/// of two hours that look the same, and never in an hour that is left out.</para>
/// Source: behaviours C; ActiveMQ's CronParser.
/// </remarks>
public sealed class CronExpression
{
    private readonly CronField _seconds;
    private readonly CronField _minutes;
    private readonly CronField _hours;
    private readonly CronDays _days;

    private CronExpression(CronField seconds, CronField minutes, CronField hours, CronDays days)
    {
        _seconds = seconds;
        _minutes = minutes;
        _hours = hours;
        _days = days;
    }

    /// <summary>Reads an expression.</summary>
    /// <exception cref="FormatException">A part of a sentence that names the field and the right form.</exception>
    public static CronExpression Parse(string text)
    {
        var fields = Spell(text.Trim()).Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
        if (fields.Length is not (5 or 6))
        {
            throw new FormatException(
                $"it has {fields.Length} fields; write five, minute hour day-of-month month day-of-week, or six with the second in front, or a word such as @daily");
        }

        var isClassic = fields.Length == 5;
        if (isClassic) fields = ["0", .. fields];
        var days = CronFieldRule.DayOfMonth.Parse(fields[3], isClassic);
        var weekdays = CronFieldRule.DayOfWeek.Parse(fields[5], isClassic);
        if (!isClassic && !days.IsAny && !weekdays.IsAny)
        {
            throw new FormatException("with six fields either the day of month or the day of week is named; write ? for the other");
        }

        return new(
            CronFieldRule.Second.Parse(fields[0], isClassic),
            CronFieldRule.Minute.Parse(fields[1], isClassic),
            CronFieldRule.Hour.Parse(fields[2], isClassic),
            new(days, CronFieldRule.Month.Parse(fields[4], isClassic), weekdays));
    }

    /// <summary>The first of its times after that moment; null when none comes in sight, as for the 31st of April.</summary>
    public DateTimeOffset? Next(DateTimeOffset after, TimeZoneInfo zone)
    {
        var from = new DateTimeOffset(after.UtcTicks - (after.UtcTicks % TimeSpan.TicksPerSecond), TimeSpan.Zero);
        if (from.UtcDateTime.Year > 9000) return null;
        from = from.AddSeconds(1);
        return _hours.IsAny ? NextByWall(from, zone) : NextNamed(after, LocalClock.Read(from, zone), zone);
    }

    private static string Spell(string text) => text.ToUpperInvariant() switch
    {
        "@YEARLY" or "@ANNUALLY" => "0 0 1 1 *",
        "@MONTHLY" => "0 0 1 * *",
        "@WEEKLY" => "0 0 * * 0",
        "@DAILY" or "@MIDNIGHT" => "0 0 * * *",
        "@HOURLY" => "0 * * * *",
        _ when text.StartsWith('@') => throw new FormatException(
            "it is no known word; write @yearly, @monthly, @weekly, @daily or @hourly"),
        _ => text,
    };

    private DateTimeOffset? NextNamed(DateTimeOffset after, DateTime wall, TimeZoneInfo zone)
    {
        while (NextOnWall(wall) is { } found)
        {
            var at = LocalClock.FirstMoment(found, zone);
            if (at > after) return at;
            wall = found.AddSeconds(1);
        }

        return null;
    }

    // As if clocks never changed.
    private DateTime? NextOnWall(DateTime wall)
    {
        var today = DateOnly.FromDateTime(wall);
        var time = NextTime(wall.Hour, wall.Minute, wall.Second);
        if (_days.From(time is null ? today.AddDays(1) : today) is not { } day) return null;
        return day.ToDateTime(day == today ? time!.Value : new(_hours.First, _minutes.First, _seconds.First));
    }

    private TimeOnly? NextTime(int hour, int minute, int second)
    {
        if (_hours.Has(hour) && NextInHour(minute, second) is var (inMinute, inSecond)) return new(hour, inMinute, inSecond);
        return _hours.From(hour + 1) is { } later ? new(later, _minutes.First, _seconds.First) : null;
    }

    private (int Minute, int Second)? NextInHour(int minute, int second)
    {
        if (_minutes.Has(minute) && _seconds.From(second) is { } inMinute) return (minute, inMinute);
        return _minutes.From(minute + 1) is { } later ? (later, _seconds.First) : null;
    }

    private DateTimeOffset? NextByWall(DateTimeOffset from, TimeZoneInfo zone)
    {
        var today = DateOnly.FromDateTime(LocalClock.Read(from, zone));
        var found = NextWithin(today, from, zone);
        var day = _days.From(found is null ? today.AddDays(1) : today);
        if (day == today) return found;
        // A zone can leave out a whole day.
        for (; day is not null; day = _days.From(day.Value.AddDays(1)))
        {
            if (NextWithin(day.Value, LocalClock.FirstMoment(day.Value.ToDateTime(TimeOnly.MinValue), zone), zone) is { } next) return next;
        }

        return null;
    }

    // Walks in real time, hour by hour, and looks at the wall each time.
    private DateTimeOffset? NextWithin(DateOnly day, DateTimeOffset from, TimeZoneInfo zone)
    {
        var at = from;
        for (var wall = LocalClock.Read(at, zone); DateOnly.FromDateTime(wall) == day; wall = LocalClock.Read(at, zone))
        {
            if (NextInHour(wall.Minute, wall.Second) is not var (minute, second))
            {
                at = at.AddSeconds(3600 - (wall.Minute * 60) - wall.Second);
                continue;
            }

            var next = at.AddSeconds(((minute - wall.Minute) * 60) + second - wall.Second);
            if (LocalClock.Read(next, zone) - wall == next - at) return next;
            // The clocks change before that, and not on the hour.
            at = at.AddSeconds(60 - wall.Second);
        }

        return null;
    }
}

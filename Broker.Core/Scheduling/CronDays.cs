namespace Broker.Core.Scheduling;

/// <summary>The days of a cron expression.</summary>
internal sealed class CronDays(CronField days, CronField months, CronField weekdays)
{
    // The 29th of February is at most eight years away.
    private const int Horizon = 9 * 366;

    /// <summary>The first day that fits and is not before that one; null when there is none in sight.</summary>
    public DateOnly? From(DateOnly first) => days.IsAny || weekdays.IsAny ? FindFitting(first) : Walk(first);

    private DateOnly? FindFitting(DateOnly first)
    {
        var last = Limit(first);
        for (var day = first; day < last; day = day.AddDays(1))
        {
            if (!months.Has(day.Month)) day = EndOfMonth(day);
            else if (days.Has(day.Day) && weekdays.Has((int)day.DayOfWeek)) return day;
        }

        return null;
    }

    // Where both kinds of day are named, ActiveMQ means neither both nor either: from where it stands it steps to the nearer of the two,
    // or, standing on one of them, to the other; and once more. Applications have it that way, odd as it is.
    private DateOnly? Walk(DateOnly first)
    {
        var last = Limit(first);
        var day = first;
        while (day < last)
        {
            day = Step(day);
            if (!months.Has(day.Month)) day = FirstOfNextFittingMonth(day, last);
            day = Step(day);
            if (months.Has(day.Month)) return day;
        }

        return null;
    }

    private DateOnly Step(DateOnly day)
    {
        var (isDay, isWeekday) = (days.Has(day.Day), weekdays.Has((int)day.DayOfWeek));
        if (isDay && isWeekday) return day;
        var toDay = isDay ? int.MaxValue : DaysToDay(day);
        var toWeekday = isWeekday ? int.MaxValue : DaysToWeekday((int)day.DayOfWeek);
        return day.AddDays(Math.Min(toDay, toWeekday));
    }

    // The 31st of a month of thirty days is the 1st of the next; the second step goes on from there.
    private int DaysToDay(DateOnly day) =>
        (days.From(day.Day + 1) ?? DateTime.DaysInMonth(day.Year, day.Month) + days.First) - day.Day;

    private int DaysToWeekday(int weekday) => (weekdays.From(weekday + 1) ?? weekdays.First + 7) - weekday;

    private DateOnly FirstOfNextFittingMonth(DateOnly day, DateOnly last)
    {
        while (day < last && !months.Has(day.Month)) day = EndOfMonth(day).AddDays(1);
        return day;
    }

    private static DateOnly EndOfMonth(DateOnly day) => new(day.Year, day.Month, DateTime.DaysInMonth(day.Year, day.Month));

    private static DateOnly Limit(DateOnly first) =>
        DateOnly.FromDayNumber(Math.Min(first.DayNumber + Horizon, DateOnly.MaxValue.DayNumber - Horizon));
}

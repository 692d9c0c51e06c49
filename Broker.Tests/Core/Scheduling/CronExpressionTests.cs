using System.Globalization;
using Broker.Core.Scheduling;

namespace Broker.Tests.Core.Scheduling;

public sealed class CronExpressionTests
{
    private static readonly TimeZoneInfo _berlin = TimeZoneInfo.FindSystemTimeZoneById("Europe/Berlin");

    public static TheoryData<string, string, string, string, string> Classic => CronTable.Rows;

    [Theory]
    [MemberData(nameof(Classic))]
    public void Next_ClassicExpression_AsActiveMq(string cron, string after, string first, string second, string third) =>
        Assert.Equal([Utc(first), Utc(second), Utc(third)], Times(cron, Utc(after), TimeZoneInfo.Utc, 3));

    [Theory]
    [InlineData("*/10 5 * * *", "2026-11-20 06:25", "2026-11-21 05:00")] // ActiveMQ: 05:30
    [InlineData("0 0 29 2 *", "2026-11-20 06:25", "2028-02-29 00:00")] // ActiveMQ: the 1st of March 2027
    [InlineData("0 0 29 2 *", "2096-02-29 00:00", "2104-02-29 00:00")]
    public void Next_WhereActiveMqMissesTheField_KeepsToIt(string cron, string after, string expected) =>
        Assert.Equal(Utc(expected), CronExpression.Parse(cron).Next(Utc(after), TimeZoneInfo.Utc));

    [Theory]
    [InlineData("0 0 30 2 *")]
    [InlineData("0 0 31 4,6 *")]
    [InlineData("0 0 31 2 ?")]
    public void Next_DayThatNeverComes_Null(string cron) => Assert.Null(CronExpression.Parse(cron).Next(Utc("2026-11-20 06:25"), TimeZoneInfo.Utc));

    [Theory]
    [InlineData("*/20 * * * * *", "2026-11-20 06:25:05", "2026-11-20 06:25:20")]
    [InlineData("0 0 5 * * *", "2026-11-20 06:25", "2026-11-21 05:00")]
    [InlineData("0 5/20 * * * ?", "2026-11-20 06:26", "2026-11-20 06:45")]
    [InlineData("30 0 12 1 * ?", "2026-11-20 06:25", "2026-12-01 12:00:30")]
    [InlineData("10-50/15 * * * * *", "2026-11-20 06:25:11", "2026-11-20 06:25:25")]
    [InlineData("59 59 23 31 12 ?", "2026-12-31 23:59:59", "2027-12-31 23:59:59")]
    public void Next_SixFields_SecondsInFront(string cron, string after, string expected) =>
        Assert.Equal(Utc(expected), CronExpression.Parse(cron).Next(Utc(after), TimeZoneInfo.Utc));

    [Theory]
    [InlineData("@yearly", "0 0 1 1 *")]
    [InlineData("@annually", "0 0 1 1 *")]
    [InlineData("@monthly", "0 0 1 * *")]
    [InlineData("@weekly", "0 0 * * 0")]
    [InlineData("@daily", "0 0 * * *")]
    [InlineData("@Midnight", "0 0 * * *")]
    [InlineData("@hourly", "0 * * * *")]
    [InlineData("0 9 * jan-mar,DEC mon-Fri", "0 9 * 1-3,12 1-5")]
    [InlineData("0 9 ? * SUN", "0 9 * * 0")]
    public void Next_Words_AsTheirNumbers(string words, string numbers)
    {
        var after = Utc("2026-11-20 06:25");
        Assert.Equal(Times(numbers, after, TimeZoneInfo.Utc, 5), Times(words, after, TimeZoneInfo.Utc, 5));
    }

    [Theory]
    [InlineData("", "it has 0 fields; write five")]
    [InlineData("* * * *", "it has 4 fields; write five")]
    [InlineData("* * * * * * *", "it has 7 fields; write five")]
    [InlineData("60 * * * *", "the minute '60' is out of range; write 0 to 59")]
    [InlineData("-1 * * * *", "the minute '' is out of range")]
    [InlineData("* 24 * * *", "the hour '24' is out of range; write 0 to 23")]
    [InlineData("* * 0 * *", "the day of month '0' is out of range; write 1 to 31")]
    [InlineData("* * 32 * *", "the day of month '32' is out of range")]
    [InlineData("* * * 13 *", "the month '13' is out of range; write 1 to 12 or JAN to DEC")]
    [InlineData("* * * * 7", "the day of week '7' is out of range; write 0 to 6 or SUN to SAT")]
    [InlineData("* * L * *", "the day of month 'L' is out of range")]
    [InlineData("x * * * *", "the minute 'x' is out of range")]
    [InlineData("1,,2 * * * *", "the minute '' is out of range")]
    [InlineData("30-10 * * * *", "the minute range '30-10' is upside down")]
    [InlineData("*/0 * * * *", "the minute step '0' is no number")]
    [InlineData("*/x * * * *", "the minute step 'x' is no number")]
    [InlineData("1/5 * * * *", "the minute '1/5' allows no value at all")]
    [InlineData("60 * * * * *", "the second '60' is out of range")]
    [InlineData("0 0 0 1 * 1", "write ? for the other")]
    [InlineData("@fortnightly", "it is no known word; write @yearly")]
    public void Parse_Wrong_SaysWhereAndHowItIsRight(string cron, string expected) =>
        Assert.Contains(expected, Assert.Throws<FormatException>(() => CronExpression.Parse(cron)).Message, StringComparison.Ordinal);

    [Fact]
    public void Next_Zone_ByItsClock() =>
        Assert.Equal([Utc("2026-06-15 07:00"), Utc("2026-06-16 07:00")], Times("0 9 * * *", Utc("2026-06-15 00:00"), _berlin, 2));

    [Fact]
    public void Next_NamedTimeThatDoesNotExist_WhenTheClocksGoForward() =>
        Assert.Equal(
            [Utc("2026-03-28 01:30"), Utc("2026-03-29 01:00"), Utc("2026-03-30 00:30")],
            Times("30 2 * * *", Utc("2026-03-28 00:00"), _berlin, 3));

    [Fact]
    public void Next_NamedTimeThatExistsTwice_TheFirst() =>
        Assert.Equal(
            [Utc("2026-10-24 00:30"), Utc("2026-10-25 00:30"), Utc("2026-10-26 01:30")],
            Times("30 2 * * *", Utc("2026-10-24 00:00"), _berlin, 3));

    [Fact]
    public void Next_NamedTimeFromWithinTheSecondPass_NotAgain() =>
        Assert.Equal(Utc("2026-10-26 01:30"), CronExpression.Parse("30 2 * * *").Next(Utc("2026-10-25 01:10"), _berlin));

    [Fact]
    public void Next_OpenHourWhenClocksGoForward_LeavesTheMissingHourOut() =>
        Assert.Equal(
            [Utc("2026-03-29 00:30"), Utc("2026-03-29 01:30"), Utc("2026-03-29 02:30")],
            Times("30 * * * *", Utc("2026-03-29 00:00"), _berlin, 3));

    [Fact]
    public void Next_OpenHourWhenClocksGoBack_BothHours() =>
        Assert.Equal(
            [Utc("2026-10-25 00:30"), Utc("2026-10-25 01:30"), Utc("2026-10-25 02:30")],
            Times("30 * * * *", Utc("2026-10-25 00:00"), _berlin, 3));

    [Fact]
    public void Next_OpenHourOnADayWithoutMidnight_BeginsWhereTheDayDoes()
    {
        var havana = TimeZoneInfo.FindSystemTimeZoneById("America/Havana"); // from 00:00 to 01:00 on the 8th of March 2026
        Assert.Equal(Utc("2026-03-08 05:00"), CronExpression.Parse("0 * 8 3 *").Next(Utc("2026-03-07 12:00"), havana));
    }

    [Fact]
    public void Next_ClocksThatChangeByHalfAnHour_KeepsToTheWall()
    {
        var lordHowe = TimeZoneInfo.FindSystemTimeZoneById("Australia/Lord_Howe"); // 02:00 becomes 02:30 on the 4th of October 2026
        Assert.Equal(
            [Utc("2026-10-03 15:15"), Utc("2026-10-03 15:45"), Utc("2026-10-03 16:15")],
            Times("15,45 * * * *", Utc("2026-10-03 14:50"), lordHowe, 3));
    }

    [Fact]
    public void Next_MomentWithinASecond_StrictlyLater() =>
        Assert.Equal(Utc("2026-11-20 06:26"), CronExpression.Parse("* * * * *").Next(Utc("2026-11-20 06:25").AddMilliseconds(1), TimeZoneInfo.Utc));

    private static DateTimeOffset Utc(string text) => DateTimeOffset.Parse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal);

    private static List<DateTimeOffset> Times(string cron, DateTimeOffset after, TimeZoneInfo zone, int count)
    {
        var expression = CronExpression.Parse(cron);
        var times = new List<DateTimeOffset>();
        while (times.Count < count) times.Add(after = expression.Next(after, zone)!.Value);
        return times;
    }
}

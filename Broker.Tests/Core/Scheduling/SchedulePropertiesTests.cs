using Broker.Core.Messages;
using Broker.Core.Scheduling;

namespace Broker.Tests.Core.Scheduling;

public sealed class SchedulePropertiesTests
{
    private static readonly DateTimeOffset _now = new(2026, 1, 2, 3, 4, 5, TimeSpan.Zero);

    private static long Now => _now.ToUnixTimeMilliseconds();

    [Fact]
    public void Read_NoneOrOthers_Null()
    {
        Assert.Null(ScheduleProperties.Read(null, 1000));
        Assert.Null(Read(("color", "red")));
        Assert.False(ScheduleProperties.MayBeIn(null));
        Assert.False(ScheduleProperties.MayBeIn(Write(("color", "red"))));
        Assert.True(ScheduleProperties.MayBeIn(Write((ScheduleProperties.Delay, 1L))));
        Assert.True(ScheduleProperties.MayBeIn(Write((ScheduleProperties.DeliveryTime, 1L))));
    }

    [Fact]
    public void Read_RepeatAlone_IsNoTrigger() => Assert.Null(Read((ScheduleProperties.Repeat, 5)));

    [Fact]
    public void Read_JobId_IsNotScheduledAgain() => Assert.Null(Read((ScheduleProperties.Delay, 1000L), (ScheduleProperties.JobId, "ID:1")));

    [Fact]
    public void Read_EmptyCronAndNullDelay_AreNoTriggers() => Assert.Null(Read((ScheduleProperties.Cron, " "), (ScheduleProperties.Delay, null)));

    public static TheoryData<object> ConvertibleValues => [(sbyte)7, (short)7, 7, 7L, 7f, 7d, "7", " 7 "];

    [Theory]
    [MemberData(nameof(ConvertibleValues))]
    public void Read_AnyConvertibleType_IsItsNumber(object value)
    {
        var schedule = Read((ScheduleProperties.Delay, value), (ScheduleProperties.Period, value), (ScheduleProperties.Repeat, value))!;
        Assert.Equal((7L, 7L, 7), (schedule.Delay, schedule.Period, schedule.Repeat));
    }

    [Theory]
    [InlineData(0L, 0L, 0L)]
    [InlineData(500L, 0L, 500L)]
    [InlineData(0L, 300L, 300L)]
    [InlineData(500L, 300L, 500L)]
    public void ToJob_DelayAndPeriod_FirstByDelayElsePeriod(long delay, long period, long expected)
    {
        var job = Job((ScheduleProperties.Delay, delay), (ScheduleProperties.Period, period), (ScheduleProperties.Repeat, 3));
        Assert.Equal((Now + expected, Now, delay, period, 3), (job.Due, job.Created, job.Delay, job.Period, job.RepeatsLeft));
        Assert.Equal("ID:a:1:1:9", job.Id);
    }

    [Fact]
    public void ToJob_Cron_ItsTimeAndTheDelay()
    {
        Assert.Equal(At(3, 5, 0), Job((ScheduleProperties.Cron, "* * * * *")).Due);
        Assert.Equal(At(3, 5, 1), Job((ScheduleProperties.Cron, "* * * * *"), (ScheduleProperties.Delay, 1000L)).Due);
        Assert.Equal(At(3, 5, 2), Job((ScheduleProperties.Cron, "* * * * *"), (ScheduleProperties.Period, 2000L)).Due);
    }

    [Fact]
    public void ToJob_CronInAZone_ByItsClock()
    {
        var job = Job((ScheduleProperties.Cron, "0 9 * * *"), (ScheduleProperties.TimeZone, "Europe/Berlin"));
        Assert.Equal((At(8, 0, 0), "Europe/Berlin"), (job.Due, job.TimeZone));
    }

    [Fact]
    public void ToJob_DeliveryTime_IsThatTime()
    {
        Assert.Equal(Now + 1234, Job((ScheduleProperties.DeliveryTime, Now + 1234)).Due);
        Assert.Equal(5, Job((ScheduleProperties.DeliveryTime, 5L), (ScheduleProperties.Period, 10L), (ScheduleProperties.Repeat, 1)).Due);
    }

    [Fact]
    public void ToJob_Message_IsACopyInNoTransaction()
    {
        var message = Message((ScheduleProperties.Delay, 1L));
        message.Transaction = new LocalTransactionId("ID:a", 1);
        var job = Read((ScheduleProperties.Delay, 1L))!.ToJob(message, _now, TimeZoneInfo.Utc);
        Assert.Null(job.Message.Transaction);
        Assert.NotNull(message.Transaction);
        Assert.Same(message.Properties, job.Message.Properties);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(10)]
    public void Read_RepeatWithinTheLimit_IsTaken(int repeat) =>
        Assert.Equal(repeat, Read((ScheduleProperties.Delay, 1L), (ScheduleProperties.Repeat, repeat))!.Repeat);

    public static TheoryData<string, object, string> Wrong => new()
    {
        { ScheduleProperties.Repeat, 11, "The scheduled repeat value is too large: AMQ_SCHEDULED_REPEAT is 11, and at most 10 is allowed." },
        { ScheduleProperties.Repeat, -1, "AMQ_SCHEDULED_REPEAT is -1; write a whole number from 0 to 10." },
        { ScheduleProperties.Repeat, "often", "AMQ_SCHEDULED_REPEAT is 'often'; write a whole number" },
        { ScheduleProperties.Delay, -1L, "AMQ_SCHEDULED_DELAY is -1; write milliseconds" },
        { ScheduleProperties.Delay, long.MaxValue, "AMQ_SCHEDULED_DELAY is 9223372036854775807; write milliseconds" },
        { ScheduleProperties.Delay, "soon", "AMQ_SCHEDULED_DELAY is 'soon'; write milliseconds" },
        { ScheduleProperties.Delay, 1.5, "AMQ_SCHEDULED_DELAY is '1.5'; write milliseconds" },
        { ScheduleProperties.Delay, true, "AMQ_SCHEDULED_DELAY is 'True'; write milliseconds" },
        { ScheduleProperties.Period, -5, "AMQ_SCHEDULED_PERIOD is -5; write milliseconds" },
        { ScheduleProperties.DeliveryTime, -5L, "_AMQ_SCHED_DELIVERY is -5; write milliseconds" },
        { ScheduleProperties.Cron, "61 * * * *", "AMQ_SCHEDULED_CRON is '61 * * * *': the minute '61' is out of range; write 0 to 59" },
        { ScheduleProperties.Cron, 5, "AMQ_SCHEDULED_CRON is '5', which is no text; write an expression" },
        { ScheduleProperties.TimeZone, "Europe/Berlin", "AMQ_SCHEDULED_CRON_TZ is the zone of AMQ_SCHEDULED_CRON, which is missing" },
    };

    [Theory]
    [MemberData(nameof(Wrong))]
    public void Read_WrongValue_NamesPropertyAndForm(string name, object value, string expected)
    {
        (string, object?)[] trigger = name.Equals(ScheduleProperties.Delay, StringComparison.Ordinal) ? [] : [(ScheduleProperties.Period, 1L)];
        (string, object?)[] properties = name.Equals(ScheduleProperties.Period, StringComparison.Ordinal) ? [(name, value)] : [.. trigger, (name, value)];
        Assert.StartsWith(expected, Assert.Throws<FormatException>(() => Read(properties)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Read_UnknownZone_NamesTheForm() =>
        Assert.Contains(
            "AMQ_SCHEDULED_CRON_TZ is 'Middle/Earth', which is no time zone known here; write an IANA name",
            Assert.Throws<FormatException>(() => Read((ScheduleProperties.Cron, "@daily"), (ScheduleProperties.TimeZone, "Middle/Earth"))).Message,
            StringComparison.Ordinal);

    [Theory]
    [InlineData(ScheduleProperties.Delay)]
    [InlineData(ScheduleProperties.Cron)]
    public void Read_TwoPropertiesThatSayWhen_AreRefused(string other)
    {
        object value = other.Equals(ScheduleProperties.Cron, StringComparison.Ordinal) ? "@daily" : 5L;
        Assert.Contains(other, Assert.Throws<FormatException>(() => Read((ScheduleProperties.DeliveryTime, 5L), (other, value))).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void ToJob_DayThatNeverComes_Throws() =>
        Assert.Contains("which has no time to come", Assert.Throws<FormatException>(() => Job((ScheduleProperties.Cron, "0 0 30 2 *"))).Message, StringComparison.Ordinal);

    private static long At(int hour, int minute, int second) => new DateTimeOffset(2026, 1, 2, hour, minute, second, TimeSpan.Zero).ToUnixTimeMilliseconds();

    private static Broker.Core.Storage.ScheduledJob Job(params (string, object?)[] properties) =>
        Read(properties)!.ToJob(Message(properties), _now, TimeZoneInfo.Utc);

    private static Message Message(params (string, object?)[] properties) => new()
    {
        Id = new(new("ID:a", 1, 1), 9),
        Destination = Destination.Queue("Q"),
        Properties = Write(properties),
    };

    private static Schedule? Read(params (string, object?)[] properties) => ScheduleProperties.Read(Write(properties), 10);

    private static byte[]? Write(params (string Name, object? Value)[] properties) =>
        MessageProperties.Write([.. properties.Select(property => KeyValuePair.Create(property.Name, property.Value))]);
}

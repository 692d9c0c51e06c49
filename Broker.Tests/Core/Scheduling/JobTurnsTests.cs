using Broker.Core.Configuration;
using Broker.Core.Messages;
using Broker.Core.Scheduling;
using Broker.Core.Storage;

namespace Broker.Tests.Core.Scheduling;

public sealed class JobTurnsTests
{
    private const long Since = 1_800_000_000_000; // on the full minute
    private static readonly ProducerId _broker = new("ID:broker", -1, 1);

    [Fact]
    public void Take_Once_OriginalIdAndTheJobEnds()
    {
        var turn = Turns().Take(Job(Since), Since + 3);
        Assert.Equal(Job(Since).Message.Id, turn.Message!.Id);
        Assert.Equal(Job(Since).Message.Producer, turn.Message.Producer);
        Assert.Null(turn.Next);
        Assert.Null(turn.Cause);
    }

    [Fact]
    public void Take_Message_LosesItsScheduleAndGetsTheJobsId()
    {
        var job = Job(Since);
        var message = Turns().Take(job, Since).Message!;
        Assert.Equal(
            [KeyValuePair.Create("color", (object?)"red"), KeyValuePair.Create(ScheduleProperties.JobId, (object?)job.Id)],
            MessageProperties.ReadAll(message.Properties).OrderBy(property => property.Key, StringComparer.Ordinal));
        Assert.Equal((0, 0L), (message.RedeliveryCounter, message.Sequence));
        Assert.Null(message.OriginalTransaction);
        Assert.NotSame(job.Message, message);
    }

    [Fact]
    public void Take_TimeToLive_CountsFromTheDelivery()
    {
        var job = Job(Since);
        (job.Message.Timestamp, job.Message.Expiration) = (Since - 60_000, Since - 50_000);
        var message = Turns().Take(job, Since + 5).Message!;
        Assert.Equal((Since + 5, Since + 10_005), (message.Timestamp, message.Expiration));
    }

    [Theory]
    [InlineData(0, 500)]
    [InlineData(500, 0)]
    public void Take_NotBothTimes_StayAsTheyAre(long timestamp, long expiration)
    {
        var job = Job(Since);
        (job.Message.Timestamp, job.Message.Expiration) = (timestamp, expiration);
        var message = Turns().Take(job, Since).Message!;
        Assert.Equal((timestamp, expiration), (message.Timestamp, message.Expiration));
    }

    [Fact]
    public void Take_Repeating_OwnIdsAndNextFromTheActualDelivery()
    {
        var turns = Turns();
        var job = Job(Since) with { Period = 1000, RepeatsLeft = 2 };
        var (first, second) = (turns.Take(job, Since + 70), turns.Take(job with { RepeatsLeft = 0, Executions = 2 }, Since + 90));
        Assert.Equal((Since + 1070, 1, 1L), (first.Next!.Due, first.Next.RepeatsLeft, first.Next.Executions));
        Assert.Equal((_broker, _broker), (first.Message!.Id.Producer, second.Message!.Id.Producer));
        Assert.NotEqual(first.Message.Id, second.Message.Id);
        Assert.Null(second.Next);
    }

    [Fact]
    public void Take_Cron_DeliversAndWaitsForItsNextTime()
    {
        var turn = Turns().Take(Job(Since) with { Cron = "* * * * *", Delay = 7 }, Since + 2);
        Assert.Equal(_broker, turn.Message!.Id.Producer);
        Assert.Equal((Since + 60_000, 1L), (turn.Next!.Due, turn.Next.Executions));
        Assert.Null(turn.Started);
    }

    [Theory]
    [InlineData(500, 1000, 500)]
    [InlineData(0, 1000, 1000)]
    [InlineData(0, 0, 0)]
    public void Take_CronWithRepeat_StartsARowAndDeliversNothingItself(long delay, long period, long expected)
    {
        var job = Job(Since) with { Cron = "* * * * *", Delay = delay, Period = period, RepeatsLeft = 3 };
        var turn = Turns().Take(job, Since + 2);
        Assert.Null(turn.Message);
        Assert.Equal((Since + 60_000, 3), (turn.Next!.Due, turn.Next.RepeatsLeft));
        var row = turn.Started!;
        Assert.Equal((Since + 2 + expected, 3, "", period), (row.Due, row.RepeatsLeft, row.Cron, row.Period));
        Assert.NotEqual(job.Id, row.Id);
        Assert.Equal(_broker, Turns().Take(row with { RepeatsLeft = 0 }, Since + 9).Message!.Id.Producer);
    }

    [Theory]
    [InlineData(MissedFirePolicy.Once, true, Since + 1010, 4)]
    [InlineData(MissedFirePolicy.All, true, Since - 3500 + 1000, 4)]
    [InlineData(MissedFirePolicy.Skip, false, Since - 3500 + 4000, 1)]
    public void Take_MissedRepeats_ByPolicy(MissedFirePolicy policy, bool delivers, long nextDue, int repeatsLeft)
    {
        var turn = Turns(policy).Take(Job(Since - 3500) with { Period = 1000, RepeatsLeft = 5 }, Since + 10);
        Assert.Equal((delivers, nextDue, repeatsLeft), (turn.Message is not null, turn.Next!.Due, turn.Next.RepeatsLeft));
    }

    [Theory]
    [InlineData(MissedFirePolicy.Once, true, Since + 60_000)]
    [InlineData(MissedFirePolicy.All, true, Since - 120_000)]
    [InlineData(MissedFirePolicy.Skip, false, Since + 60_000)]
    public void Take_MissedCron_ByPolicy(MissedFirePolicy policy, bool delivers, long nextDue)
    {
        var turn = Turns(policy).Take(Job(Since - 180_000) with { Cron = "* * * * *" }, Since + 10);
        Assert.Equal((delivers, nextDue), (turn.Message is not null, turn.Next!.Due));
    }

    [Theory]
    [InlineData(MissedFirePolicy.Once)]
    [InlineData(MissedFirePolicy.All)]
    [InlineData(MissedFirePolicy.Skip)]
    public void Take_MissedLastDelivery_ComesLate(MissedFirePolicy policy) => Assert.NotNull(Turns(policy).Take(Job(Since - 1_000_000), Since).Message);

    [Fact]
    public void Take_WholeRowMissedAndSkipped_TheLastComesLate()
    {
        var turns = Turns(MissedFirePolicy.Skip);
        var turn = turns.Take(Job(Since - 100_000) with { Period = 1000, RepeatsLeft = 5 }, Since);
        Assert.Equal((0, Since - 95_000), (turn.Next!.RepeatsLeft, turn.Next.Due));
        Assert.NotNull(turns.Take(turn.Next, Since).Message);
    }

    [Theory]
    [InlineData("once upon a time", "")]
    [InlineData("* * * * *", "Middle/Earth")]
    public void Take_CannotBeUnderstood_GoesToPeople(string cron, string zone)
    {
        var turn = Turns().Take(Job(Since) with { Cron = cron, TimeZone = zone }, Since);
        Assert.StartsWith("The job cannot be understood: ", turn.Cause, StringComparison.Ordinal);
        Assert.NotNull(turn.Message);
        Assert.Null(turn.Next);
    }

    private static JobTurns Turns(MissedFirePolicy policy = MissedFirePolicy.Once) => new(policy, Since, _broker, TimeZoneInfo.Utc);

    private static ScheduledJob Job(long due)
    {
        var message = new Message
        {
            Id = new(new("ID:a", 1, 1), 9),
            Producer = new("ID:a", 1, 1),
            Destination = Destination.Queue("Q"),
            OriginalTransaction = new LocalTransactionId("ID:a", 1),
            RedeliveryCounter = 3,
            Sequence = 44,
            Properties = MessageProperties.Write(
            [
                new(ScheduleProperties.Delay, 1L), new(ScheduleProperties.Period, 1L), new("color", "red"), new(ScheduleProperties.Repeat, 1),
                new(ScheduleProperties.Cron, "* * * * *"), new(ScheduleProperties.TimeZone, "UTC"), new(ScheduleProperties.DeliveryTime, 1L),
            ]),
        };
        return new() { Id = message.Id.ToString(), Due = due, Message = message };
    }
}

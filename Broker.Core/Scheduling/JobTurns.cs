using Broker.Core.Configuration;
using Broker.Core.Messages;
using Broker.Core.Storage;

namespace Broker.Core.Scheduling;

/// <summary>Says what a due job does now. Used by the scheduler's loop alone.</summary>
/// <param name="policy">What becomes of times before <paramref name="servingSince"/>.</param>
/// <param name="servingSince">When this node began to serve. Unit: milliseconds since 1970, UTC.</param>
/// <param name="producer">The broker itself: messages that are delivered more than once get ids of its own.</param>
/// <param name="local">The server's zone.</param>
/// <remarks>
/// The next time counts from the delivery before it, not from when that should have been, as ActiveMQ has it: a late series does not hurry.
/// Source: behaviours C.
/// </remarks>
internal sealed class JobTurns(MissedFirePolicy policy, long servingSince, ProducerId producer, TimeZoneInfo local)
{
    private long _sequence;

    /// <param name="job">Due.</param>
    /// <param name="now">Unit: milliseconds since 1970, UTC.</param>
    public JobTurn Take(ScheduledJob job, long now)
    {
        try
        {
            return job.Cron.Length > 0 ? TakeCron(job, now) : TakePlain(job, now);
        }
        catch (Exception e) when (e is FormatException or TimeZoneNotFoundException or InvalidTimeZoneException)
        {
            // Another program wrote it, or the machine has lost a zone: what cannot be understood is shown to people.
            return new() { Job = job, Message = job.Message.Copy(), Cause = $"The job cannot be understood: {e.Message}" };
        }
    }

    private bool IsMissed(ScheduledJob job) => job.Due < servingSince;

    private JobTurn TakeCron(ScheduledJob job, long now)
    {
        var isMissed = IsMissed(job);
        var counted = job with { Executions = job.Executions + 1 };
        var next = NextCron(counted, isMissed && policy == MissedFirePolicy.All ? job.Due : now);
        if (isMissed && policy == MissedFirePolicy.Skip && next is not null) return new() { Job = job, Next = next with { Executions = job.Executions } };
        return job.RepeatsLeft == 0
            ? new() { Job = job, Message = Deliverable(job, now), Next = next }
            : new() { Job = job, Started = StartRow(job, now), Next = next };
    }

    private JobTurn TakePlain(ScheduledJob job, long now)
    {
        if (job.RepeatsLeft == 0) return new() { Job = job, Message = Deliverable(job, now) };
        var isMissed = IsMissed(job);
        if (isMissed && policy == MissedFirePolicy.Skip && job.Period > 0) return new() { Job = job, Next = SkipMissed(job) };
        var next = job with
        {
            Due = Math.Min(Schedule.Latest, (isMissed && policy == MissedFirePolicy.All ? job.Due : now) + job.Period),
            RepeatsLeft = job.RepeatsLeft - 1,
            Executions = job.Executions + 1,
        };
        return new() { Job = job, Message = Deliverable(job, now), Next = next };
    }

    // The last of a row stays, however late.
    private ScheduledJob SkipMissed(ScheduledJob job)
    {
        var skipped = Math.Min(((servingSince - job.Due - 1) / job.Period) + 1, job.RepeatsLeft);
        return job with { Due = job.Due + (skipped * job.Period), RepeatsLeft = job.RepeatsLeft - (int)skipped };
    }

    private ScheduledJob? NextCron(ScheduledJob job, long after)
    {
        var zone = job.TimeZone.Length == 0 ? local : TimeZoneInfo.FindSystemTimeZoneById(job.TimeZone);
        var next = CronExpression.Parse(job.Cron).Next(DateTimeOffset.FromUnixTimeMilliseconds(after), zone);
        return next is { } at ? job with { Due = at.ToUnixTimeMilliseconds() } : null;
    }

    private static ScheduledJob StartRow(ScheduledJob job, long now) => job with
    {
        Id = $"{job.Id}@{job.Due}",
        Due = Math.Min(Schedule.Latest, now + (job.Delay > 0 ? job.Delay : job.Period)),
        Created = now,
        Cron = "",
        TimeZone = "",
        Executions = 0,
    };

    private Message Deliverable(ScheduledJob job, long now)
    {
        var message = job.Message.Copy();
        message.Sequence = 0;
        // It comes back as it left; its deliveries are counted on, and its time to live has gone on.
        if (job.IsRedelivery) return message;
        var isDeliveredMoreThanOnce = job.Cron.Length > 0 || job.RepeatsLeft > 0 || job.Executions > 0 || !job.Id.Equals(message.Id.ToString(), StringComparison.Ordinal);
        if (isDeliveredMoreThanOnce) message.Id = new(producer, ++_sequence);
        message.Properties = MessageProperties.Append(
            MessageProperties.Without(message.Properties, ScheduleProperties.All), [new(ScheduleProperties.JobId, job.Id)]);
        message.Transaction = null;
        message.OriginalTransaction = null;
        message.RedeliveryCounter = 0;
        RestartTimeToLive(message, now);
        return message;
    }

    // Its time to live is that of the delivery.
    private static void RestartTimeToLive(Message message, long now)
    {
        if (message.Timestamp <= 0 || message.Expiration <= message.Timestamp || now <= message.Timestamp) return;
        message.Expiration = now + (message.Expiration - message.Timestamp);
        message.Timestamp = now;
    }
}

using Broker.Core.Messages;
using Broker.Core.Storage;

namespace Broker.Core.Scheduling;

/// <summary>When a message asks to be delivered. Source: behaviours C.</summary>
/// <param name="Delay">To the first delivery. Unit: milliseconds.</param>
/// <param name="Period">Between deliveries. Unit: milliseconds.</param>
/// <param name="Repeat">Deliveries after the first.</param>
/// <param name="Cron">Null for none.</param>
/// <param name="CronText">As it was written; empty for none.</param>
/// <param name="TimeZone">The zone of the cron expression, an IANA name; empty is the server's.</param>
/// <param name="At">The first delivery. Unit: milliseconds since 1970, UTC. Null: counted from when it is scheduled.</param>
public sealed record Schedule(long Delay, long Period, int Repeat, CronExpression? Cron, string CronText, string TimeZone, long? At)
{
    /// <summary>No job may be due later. Unit: milliseconds since 1970, UTC; the first of January 9000.</summary>
    internal const long Latest = 221_845_392_000_000;

    /// <summary>The job for a message that is scheduled now.</summary>
    /// <param name="message">As it was sent; the job gets a copy that is in no transaction.</param>
    /// <param name="now">The time.</param>
    /// <param name="local">The server's zone.</param>
    /// <exception cref="FormatException">The cron expression has no time in sight; the sentence says so.</exception>
    public ScheduledJob ToJob(Message message, DateTimeOffset now, TimeZoneInfo local)
    {
        var kept = message.Copy();
        kept.Transaction = null;
        kept.OriginalTransaction = null;
        return new()
        {
            Id = message.Id.ToString(),
            Due = At ?? Math.Min(Latest, FirstDue(now, local)),
            Message = kept,
            Created = now.ToUnixTimeMilliseconds(),
            Delay = Delay,
            Period = Period,
            RepeatsLeft = Repeat,
            Cron = CronText,
            TimeZone = TimeZone,
        };
    }

    private long FirstDue(DateTimeOffset now, TimeZoneInfo local)
    {
        var start = Cron is null ? now.ToUnixTimeMilliseconds() : NextCron(Cron, CronText, TimeZone, now, local);
        return start + (Delay > 0 ? Delay : Period);
    }

    /// <exception cref="FormatException">There is no such time.</exception>
    private static long NextCron(CronExpression cron, string text, string zone, DateTimeOffset now, TimeZoneInfo local) =>
        cron.Next(now, zone.Length == 0 ? local : TimeZoneInfo.FindSystemTimeZoneById(zone))?.ToUnixTimeMilliseconds()
        ?? throw new FormatException($"{ScheduleProperties.Cron} is '{text}', which has no time to come; write one whose day exists.");
}

using System.Globalization;
using Broker.Core.Messages;

namespace Broker.Core.Scheduling;

/// <summary>The properties by which a message asks to be delivered later. Source: ActiveMQ's ScheduledMessage; behaviours C.</summary>
public static class ScheduleProperties
{
    /// <summary>Milliseconds from now to the first delivery.</summary>
    public const string Delay = "AMQ_SCHEDULED_DELAY";

    /// <summary>Milliseconds from one delivery to the next; without a delay also to the first.</summary>
    public const string Period = "AMQ_SCHEDULED_PERIOD";

    /// <summary>Deliveries after the first. Does not schedule by itself.</summary>
    public const string Repeat = "AMQ_SCHEDULED_REPEAT";

    /// <summary>A <see cref="CronExpression"/>.</summary>
    public const string Cron = "AMQ_SCHEDULED_CRON";

    /// <summary>The IANA name of the zone of <see cref="Cron"/>; ours alone. Without it: the server's.</summary>
    public const string TimeZone = "AMQ_SCHEDULED_CRON_TZ";

    /// <summary>The first delivery as milliseconds since 1970, UTC. Source: ActiveMQ Artemis.</summary>
    public const string DeliveryTime = "_AMQ_SCHED_DELIVERY";

    /// <summary>Names the job; on every message a job has delivered. A message that is sent with it is not scheduled again.</summary>
    public const string JobId = "scheduledJobId";

    /// <summary>All that a delivered message has no more.</summary>
    internal static IReadOnlySet<string> All { get; } =
        new HashSet<string>(StringComparer.Ordinal) { Delay, Period, Repeat, Cron, TimeZone, DeliveryTime, JobId };

    /// <summary>False: the message surely asks for nothing of the kind. Allocates nothing.</summary>
    public static bool MayBeIn(byte[]? properties) => properties is not null && properties.AsSpan().IndexOf("AMQ_SCHED"u8) >= 0;

    /// <summary>Whether a message asks for a later delivery, in whatever form.</summary>
    public static bool Ask(byte[]? properties) =>
        Find(properties, JobId) is null
        && (Find(properties, Delay) ?? Find(properties, Period) ?? Find(properties, Cron) ?? Find(properties, DeliveryTime)) is not null;

    /// <summary>What a message asks for; null when it is to be delivered at once.</summary>
    /// <param name="properties">The message's.</param>
    /// <param name="maxRepeat">Most repeats it may ask for.</param>
    /// <exception cref="FormatException">A value is wrong; the sentence names the property and the right form.</exception>
    public static Schedule? Read(byte[]? properties, int maxRepeat)
    {
        if (Find(properties, JobId) is not null) return null;
        var (delay, period, at) = (FindMilliseconds(properties, Delay), FindMilliseconds(properties, Period), FindMilliseconds(properties, DeliveryTime));
        var cron = FindText(properties, Cron, "an expression such as 0 2 * * *");
        if (delay is null && period is null && at is null && cron.Length == 0) return null;
        if (at is not null && (delay is not null || cron.Length > 0))
        {
            throw new FormatException($"{DeliveryTime} says when, and so does {(delay is null ? Cron : Delay)}; send one of them.");
        }

        return new(
            delay ?? 0,
            period ?? 0,
            FindRepeat(properties, maxRepeat),
            cron.Length == 0 ? null : ParseCron(cron),
            cron,
            FindZone(properties, cron),
            at);
    }

    private static CronExpression ParseCron(string text)
    {
        try
        {
            return CronExpression.Parse(text);
        }
        catch (FormatException e)
        {
            throw new FormatException($"{Cron} is '{text}': {e.Message}.", e);
        }
    }

    private static string FindZone(byte[]? properties, string cron)
    {
        const string Form = "an IANA name such as Europe/Berlin";
        var name = FindText(properties, TimeZone, Form);
        if (name.Length == 0) return "";
        if (cron.Length == 0) throw new FormatException($"{TimeZone} is the zone of {Cron}, which is missing; send both or neither.");
        return TimeZoneInfo.TryFindSystemTimeZoneById(name, out _)
            ? name
            : throw new FormatException($"{TimeZone} is '{name}', which is no time zone known here; write {Form}.");
    }

    private static int FindRepeat(byte[]? properties, int maxRepeat)
    {
        var repeat = FindWhole(properties, Repeat, $"a whole number from 0 to {maxRepeat}") ?? 0;
        if (repeat < 0) throw new FormatException($"{Repeat} is {repeat}; write a whole number from 0 to {maxRepeat}.");
        return repeat <= maxRepeat
            ? (int)repeat
            : throw new FormatException($"The scheduled repeat value is too large: {Repeat} is {repeat}, and at most {maxRepeat} is allowed.");
    }

    private static long? FindMilliseconds(byte[]? properties, string name)
    {
        const string Form = "milliseconds, a whole number that is not negative and ends before the year 9000";
        var value = FindWhole(properties, name, Form);
        return value is null or (>= 0 and <= Schedule.Latest) ? value : throw new FormatException($"{name} is {value}; write {Form}.");
    }

    private static long? FindWhole(byte[]? properties, string name, string form) => Find(properties, name) switch
    {
        null => null,
        sbyte value => value,
        short value => value,
        int value => value,
        long value => value,
        float value when float.IsInteger(value) && Math.Abs(value) < long.MaxValue => (long)value,
        double value when double.IsInteger(value) && Math.Abs(value) < long.MaxValue => (long)value,
        string text when long.TryParse(text.Trim(), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var value) => value,
        var other => throw new FormatException($"{name} is '{other}'; write {form}."),
    };

    private static string FindText(byte[]? properties, string name, string form) => Find(properties, name) switch
    {
        null => "",
        string text => text.Trim(),
        var other => throw new FormatException($"{name} is '{other}', which is no text; write {form}."),
    };

    internal static object? Find(byte[]? properties, string name) =>
        MessageProperties.TryFind(properties, name, out var tag, out var payload) ? PrimitiveReader.Decode(tag, payload) : null;
}

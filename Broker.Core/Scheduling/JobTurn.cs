using Broker.Core.Messages;
using Broker.Core.Storage;

namespace Broker.Core.Scheduling;

/// <summary>A job whose time has come: what it delivers and what becomes of it, one operation of the store.</summary>
public sealed record JobTurn
{
    public required ScheduledJob Job { get; init; }

    /// <summary>To be delivered now, to its destination; null when this turn delivers nothing.</summary>
    public Message? Message { get; init; }

    /// <summary>What stands in the job's place from now on; null: the job has ended.</summary>
    public ScheduledJob? Next { get; init; }

    /// <summary>A job that this turn starts: a cron time may begin a row of deliveries.</summary>
    public ScheduledJob? Started { get; init; }

    /// <summary>Why the message goes to the dead-letter queue and not to its destination; null: it does not.</summary>
    public string? Cause { get; init; }
}

using Broker.Core.Messages;

namespace Broker.Core.Storage;

/// <summary>A message that is delivered at a later time, once or again and again.</summary>
/// <remarks>Source of its parts: ActiveMQ's AMQ_SCHEDULED_* properties (behaviours C).</remarks>
public sealed record ScheduledJob
{
    /// <summary>Largest <see cref="Id"/>. Unit: bytes of modified UTF-8.</summary>
    public const int MaxIdBytes = 700;

    /// <summary>Unique in the store. The id of the message that was scheduled, so that a repeated send is the same job.</summary>
    /// <remarks>Range: 1 to <see cref="MaxIdBytes"/> bytes.</remarks>
    public required string Id { get; init; }

    /// <summary>Begins the ids of jobs that bring a message back to the queue where a consumer gave it up.</summary>
    public const string RedeliveryPrefix = "ID:redelivery-";

    /// <summary>It brings a message back to the queue where a consumer gave it up, which counts its deliveries on.</summary>
    public bool IsRedelivery => Id.StartsWith(RedeliveryPrefix, StringComparison.Ordinal);

    /// <summary>When it is delivered next. Unit: milliseconds since 1970, UTC.</summary>
    public required long Due { get; init; }

    /// <summary>Given by the store with each put, larger than all that it gave before: of jobs due at the same time the smaller one is first.</summary>
    /// <remarks>0 in one that is not read from a store; what is put is given another.</remarks>
    public long Sequence { get; init; }

    /// <summary>What was sent, as it was sent: its own properties, its destination, which may be composite.</summary>
    public required Message Message { get; init; }

    /// <summary>When it was scheduled. Unit: milliseconds since 1970, UTC.</summary>
    public long Created { get; init; }

    /// <summary>Added to a cron time before the delivery. Unit: milliseconds.</summary>
    public long Delay { get; init; }

    /// <summary>From one delivery to the next. Unit: milliseconds; 0 means none.</summary>
    public long Period { get; init; }

    /// <summary>Deliveries still to come after the next one.</summary>
    public int RepeatsLeft { get; init; }

    /// <summary>The expression whose times start it; empty means none.</summary>
    public string Cron { get; init; } = "";

    /// <summary>The zone in which <see cref="Cron"/> is read, an IANA name; empty means the server's.</summary>
    public string TimeZone { get; init; } = "";

    /// <summary>Times it has been delivered.</summary>
    public long Executions { get; init; }

    /// <summary>It is left out by the scheduler until an operator lets it go on.</summary>
    public bool IsPaused { get; init; }

    /// <summary>Refuses an id that no store keeps.</summary>
    /// <exception cref="StoreException">It is empty, or longer than <see cref="MaxIdBytes"/>.</exception>
    public void ThrowIfIdUnfit()
    {
        if (Id.Length == 0) throw new StoreException("A scheduled job has an empty id: give it that of its message.");
        var bytes = ModifiedUtf8.GetByteCount(Id);
        if (bytes > MaxIdBytes) throw new StoreException($"The id of a scheduled job has {bytes} bytes: use a shorter client or connection id, so that it has at most {MaxIdBytes}.");
    }
}

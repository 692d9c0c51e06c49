namespace Broker.Storage.Database.Entities;

/// <summary>A message that is delivered later, once or again and again.</summary>
internal sealed class JobEntity
{
    public string Id { get; set; } = "";

    /// <summary>The next time. Unit: milliseconds since 1970, UTC.</summary>
    public long Due { get; set; }

    public int DestinationId { get; set; }

    /// <summary>Before the first delivery. Unit: milliseconds.</summary>
    public long Delay { get; set; }

    /// <summary>Between deliveries. Unit: milliseconds.</summary>
    public long Period { get; set; }

    /// <summary>Deliveries after the first; negative means without end. Not "repeat", a word of SQL.</summary>
    public int Repeats { get; set; }

    /// <summary>Null means no cron schedule.</summary>
    public string? Cron { get; set; }

    public byte[] Payload { get; set; } = [];
}

namespace Broker.Storage.Database.Entities;

/// <summary>A message that is delivered later, once or again and again. The message path reads and writes these with SQL of its own.</summary>
internal sealed class JobEntity
{
    /// <summary>The job's id as modified UTF-8, which keeps what is no proper text.</summary>
    public byte[] Id { get; set; } = [];

    /// <summary>The next time. Unit: milliseconds since 1970, UTC.</summary>
    public long Due { get; set; }

    /// <summary>Larger than that of every job put before: the order of those due at the same time.</summary>
    public long Sequence { get; set; }

    /// <summary>Left out by the scheduler.</summary>
    public bool IsPaused { get; set; }

    /// <summary>Of the message. Unit: bytes, as the limits count them.</summary>
    public int Size { get; set; }

    /// <summary>All else, message and body with it, as JobEncoder draws it.</summary>
    public byte[] Payload { get; set; } = [];
}

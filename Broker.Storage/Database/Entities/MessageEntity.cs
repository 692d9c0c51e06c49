namespace Broker.Storage.Database.Entities;

/// <summary>One message of one lane. The message path reads and writes these with SQL of its own.</summary>
internal sealed class MessageEntity
{
    /// <summary>Store id * 10 + priority; the same negated for a message that need not outlive the broker.</summary>
    public long Lane { get; set; }

    public long Sequence { get; set; }

    /// <summary>Unit: bytes, as the limits count them.</summary>
    public int Size { get; set; }

    /// <summary>Null where several subscriptions share one body: then it lies in <see cref="BodyEntity"/>.</summary>
    public byte[]? Payload { get; set; }
}

namespace Broker.Storage.Database.Entities;

/// <summary>The body of a message that several subscriptions have, kept once.</summary>
internal sealed class BodyEntity
{
    /// <summary>That of the messages that share it.</summary>
    public long Sequence { get; set; }

    public byte[] Payload { get; set; } = [];
}

namespace Broker.Core.Destinations;

/// <summary>Messages of one JMSXGroupID that one consumer gets, in their order. Guarded by the backlog's lock.</summary>
/// <remarks>A group that was closed and begun anew is another group of the same id.</remarks>
internal sealed class MessageGroup(string id, long begunBy)
{
    private Attachment? _owner;

    public string Id { get; } = id;

    /// <summary>Sequence of the message that began it.</summary>
    public long BegunBy { get; } = begunBy;

    /// <summary>Who gets its messages; null while nobody does, also when the owner has left.</summary>
    public Attachment? Owner
    {
        get => _owner is { IsDetached: false } ? _owner : null;
        set => _owner = value;
    }

    /// <summary>Messages of it that are with a consumer, or with the open transaction of one that has left.</summary>
    public int InFlight { get; set; }

    /// <summary>Its end was announced, or another of its id has begun. What comes back of it stays with it.</summary>
    public bool IsClosed { get; set; }

    /// <summary>The first message that consumers passed over because it is not theirs; <see cref="long.MaxValue"/>: none.</summary>
    public long PassedOverFrom { get; set; } = long.MaxValue;

    /// <summary>Nobody owns it, and a former owner still holds messages: to give later ones away now would break the order.</summary>
    public bool IsUnsettled => Owner is null && InFlight > 0;

    /// <summary>Its place among the idle groups; null while messages of it are in flight.</summary>
    public LinkedListNode<MessageGroup>? Idle { get; set; }
}

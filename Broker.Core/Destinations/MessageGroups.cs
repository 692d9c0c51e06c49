using System.Runtime.InteropServices;
using Broker.Core.Configuration;
using Broker.Core.Messages;

namespace Broker.Core.Destinations;

/// <summary>Which consumer owns which message group of a queue. Guarded by the backlog's lock.</summary>
/// <remarks>
/// A group belongs to one consumer from its first message until the consumer leaves, the group is closed, or it is forgotten. It changes
/// hands only when nothing of it is in flight any more, so its messages are never with two consumers, and redelivery keeps their order.
/// Forgotten are, beyond a limit, those that have been idle longest. Source: behaviours B6.
/// </remarks>
internal sealed class MessageGroups(MessageGroupMapOptions options)
{
    private readonly Dictionary<string, MessageGroup> _groups = new(StringComparer.Ordinal);
    private readonly LinkedList<MessageGroup> _idle = new();
    private readonly int _mostIdle = options.Kind == MessageGroupMapKind.Simple ? int.MaxValue : options.Size;

    // The first message that consumers passed over and may have now.
    private long _freeFrom = long.MaxValue;

    /// <summary>The queue has had a message of a group; one that never had pays nothing for this class.</summary>
    public bool IsInUse { get; private set; }

    public int Count => _groups.Count;

    public static bool IsGrouped(Message message) => !string.IsNullOrEmpty(message.GroupId);

    /// <summary>A message has come into memory.</summary>
    public void Note(Message message) => IsInUse |= IsGrouped(message);

    /// <summary>The group the entry belongs to; null when it would begin one.</summary>
    public MessageGroup? Find(QueueEntry entry) => entry.Group ?? _groups.GetValueOrDefault(entry.Message.GroupId!);

    /// <summary>Whether the message's group leaves it to this consumer; its selector is another matter.</summary>
    public bool Admits(Attachment consumer, Message message)
    {
        if (!IsGrouped(message) || !_groups.TryGetValue(message.GroupId!, out var group)) return true;
        if (group.Owner == consumer || (group.Owner is null && !group.IsUnsettled)) return true;
        PassOver(group, message.Sequence);
        return false;
    }

    /// <summary>A consumer is not to have this message of the group while things are as they are.</summary>
    public static void PassOver(MessageGroup group, long sequence) => group.PassedOverFrom = Math.Min(group.PassedOverFrom, sequence);

    /// <summary>A consumer has taken the entry, and owns its group from now on if it did not before.</summary>
    public void Take(QueueEntry entry, Attachment consumer)
    {
        var group = entry.Group ?? GetOrAdd(entry);
        if (group.Owner is null)
        {
            group.Owner = consumer;
            if (!group.IsClosed) consumer.Groups++;
        }

        entry.Group = group;
        group.InFlight++;
        Occupy(group);
        if (entry.Message.GroupSequence < 0) Close(group);
    }

    /// <summary>An entry is no longer in flight: it is consumed, or it waits again.</summary>
    public void Settle(QueueEntry entry)
    {
        if (entry.Group is not { } group) return;
        group.InFlight--;

        // What comes back of a closed group must not mix with the one that has begun since.
        if (!group.IsClosed) entry.Group = null;
        if (group.InFlight > 0) return;
        if (group.Owner is null) Drop(group);
        else if (!group.IsClosed) Rest(group);
    }

    /// <summary>The next message of the id begins a new group, for whoever has the fewest.</summary>
    public void Close(MessageGroup group)
    {
        if (group.IsClosed) return;
        group.IsClosed = true;
        if (group.Owner is { } owner) owner.Groups--;
        Occupy(group);
        _groups.Remove(group.Id);
        Free(group);
    }

    /// <summary>A consumer has left: others get its groups.</summary>
    public void ReleaseDetached()
    {
        if (!IsInUse) return;
        foreach (var group in _groups.Values.ToList())
        {
            if (group.Owner is null) Disown(group);
        }

        // Closed groups are listed nowhere, and something of them may have come back.
        _freeFrom = 0;
    }

    /// <summary>Takes the groups from all but one consumer, or from all when it is null. What is in flight stays where it is.</summary>
    /// <returns>How many had an owner.</returns>
    public int ReleaseAllBut(Attachment? kept)
    {
        var released = 0;
        foreach (var group in _groups.Values.ToList())
        {
            if (group.Owner is not { } owner || owner == kept) continue;
            owner.Groups--;
            Disown(group);
            released++;
        }

        return released;
    }

    /// <summary>Takes one group from its owner.</summary>
    /// <returns>False: no consumer owns a group of that id.</returns>
    public bool Release(string id)
    {
        if (!_groups.TryGetValue(id, out var group) || group.Owner is not { } owner) return false;
        owner.Groups--;
        Disown(group);
        return true;
    }

    /// <summary>From which message on consumers have to look again, since some that were not theirs may be now.</summary>
    /// <returns>False: nothing has changed since the last call.</returns>
    public bool TryTakeFreed(out long from)
    {
        from = _freeFrom;
        _freeFrom = long.MaxValue;
        return from != long.MaxValue;
    }

    public List<MessageGroupState> Copy()
    {
        var copy = new List<MessageGroupState>(_groups.Count);
        foreach (var group in _groups.Values) copy.Add(new(group.Id, group.Owner?.Subscription.Options.ConsumerId, group.InFlight));
        return copy;
    }

    private MessageGroup GetOrAdd(QueueEntry entry)
    {
        ref var group = ref CollectionsMarshal.GetValueRefOrAddDefault(_groups, entry.Message.GroupId!, out _);
        return group ??= new(entry.Message.GroupId!, entry.Sequence);
    }

    private void Disown(MessageGroup group)
    {
        group.Owner = null;
        if (group.InFlight == 0) Drop(group);
    }

    private void Drop(MessageGroup group)
    {
        Occupy(group);
        if (!group.IsClosed) _groups.Remove(group.Id);
        Free(group);
    }

    private void Free(MessageGroup group)
    {
        _freeFrom = Math.Min(_freeFrom, group.PassedOverFrom);
        group.PassedOverFrom = long.MaxValue;
    }

    private void Rest(MessageGroup group)
    {
        group.Idle = _idle.AddLast(group);
        if (_idle.Count <= _mostIdle) return;
        var longest = _idle.First!.Value;
        longest.Owner!.Groups--;
        Disown(longest);
    }

    private void Occupy(MessageGroup group)
    {
        if (group.Idle is null) return;
        _idle.Remove(group.Idle);
        group.Idle = null;
    }
}

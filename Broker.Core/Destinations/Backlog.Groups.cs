namespace Broker.Core.Destinations;

/// <content>
/// Message groups. To a consumer a group of another's is what its selector does not want: it looks on, in memory and in the store, and looks
/// again when the group is free. So an owner without room holds up its own groups and nobody else.
/// </content>
internal sealed partial class Backlog
{
    // Null where messages have no groups: in durable subscriptions.
    private readonly MessageGroups? _groups;

    // Consumers were set back in the midst of a walk, which has to begin anew.
    private bool _mustLookAgain;

    /// <summary>Groups that have an owner or messages in flight.</summary>
    public int GroupCount
    {
        get
        {
            lock (_lock) return _groups?.Count ?? 0;
        }
    }

    /// <summary>The groups now, in no order.</summary>
    public List<MessageGroupState> CopyGroups()
    {
        lock (_lock) return _groups?.Copy() ?? [];
    }

    /// <summary>Takes a group from its owner; the next one gets it when what is in flight is settled.</summary>
    /// <returns>False: no consumer owns such a group.</returns>
    public bool ReleaseGroup(string id)
    {
        bool released;
        lock (_lock)
        {
            released = _groups?.Release(id) ?? false;
            LookAgainAtFreed();
            Dispatch();
        }

        BuryExpired();
        return released;
    }

    /// <summary>Takes all groups from their owners: they are dealt out anew.</summary>
    /// <returns>How many.</returns>
    public int ReleaseAllGroups()
    {
        int released;
        lock (_lock)
        {
            released = _groups?.ReleaseAllBut(kept: null) ?? 0;
            LookAgainAtFreed();
            Dispatch();
        }

        BuryExpired();
        return released;
    }

    // The lock is held, here and below.
    private Offer OfferToConsumers(QueueEntry entry, Lane lane) =>
        _groups is not null && MessageGroups.IsGrouped(entry.Message)
            ? OfferToGroup(_groups, entry, lane)
            : _consumers.OfferToAll(entry, lane, _pass);

    private Offer OfferToGroup(MessageGroups groups, QueueEntry entry, Lane lane)
    {
        var group = groups.Find(entry);
        if (group is not null && BeginsAnew(group, entry, lane))
        {
            groups.Close(group);
            LookAgainAtFreed();
            group = null;
        }

        Attachment? taker;
        var offer = Offer.Blocked;
        if (group?.Owner is { } owner)
        {
            taker = owner;
            offer = owner.Offer(entry, lane, _pass, firstOfGroup: false);
            if (offer == Offer.NoRoom) offer = Offer.Blocked;
        }
        else if (group is { IsUnsettled: true })
        {
            taker = null;
        }
        else
        {
            offer = _consumers.OfferToLeastLoaded(entry, lane, _pass, out taker);
        }

        if (offer == Offer.Taken)
        {
            groups.Take(entry, taker!);
            LookAgainAtFreed();
        }
        else if (group is not null && offer is Offer.Blocked or Offer.Unmatched)
        {
            PassOver(group, entry, lane);
        }

        return offer;
    }

    // JMSXGroupSeq 1 begins the group anew, once its earlier messages have gone to the one who has it now. Only in the row is it known that
    // none is left before.
    private static bool BeginsAnew(MessageGroup group, QueueEntry entry, Lane lane)
    {
        if (entry.Message.GroupSequence != 1 || entry.Group is not null) return false;
        if (entry.Sequence <= group.BegunBy || entry.Sequence > lane.LoadedThrough) return false;
        for (var earlier = entry.Previous; earlier is not null; earlier = earlier.Previous)
        {
            if (earlier.Group is null && string.Equals(earlier.Message.GroupId, group.Id, StringComparison.Ordinal)) return false;
        }

        return true;
    }

    private void PassOver(MessageGroup group, QueueEntry entry, Lane lane)
    {
        MessageGroups.PassOver(group, entry.Sequence);
        foreach (var consumer in _consumers.Eligible)
        {
            if (consumer != group.Owner && consumer.HasRoomIn(_pass)) consumer.MarkSeen(entry, lane);
        }
    }

    private void LookAgainAtFreed()
    {
        if (_groups is null || !_groups.TryTakeFreed(out var from)) return;
        _mustLookAgain = true;
        foreach (var consumer in _consumers.All) consumer.LookAgainEverywhereFrom(from);
    }

    // Selector and group; for messages that are not in memory yet.
    private bool Wants(Attachment consumer, Messages.Message message, int redeliveries) =>
        (_groups?.Admits(consumer, message) ?? true) && consumer.Subscription.Matches(message, redeliveries);
}

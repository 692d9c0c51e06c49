using Broker.Core.Destinations;
using Broker.Core.Messages;
using Broker.Core.Security;

namespace Broker.Core.Management;

/// <content>Consumers and message groups.</content>
public sealed partial class BrokerAdministration
{
    public Page<ConsumerView> ListConsumers(string? destination, int skip, int take)
    {
        var wanted = string.IsNullOrEmpty(destination) ? null : Destination.Parse(destination);
        var found = new List<ConsumerView>();
        foreach (var connection in _serving?.Router.Connections ?? [])
        {
            foreach (var subscription in connection.CopySubscriptions())
            {
                var named = subscription.Options.Destination;
                if (DestinationDirectory.IsAdvisory(named) || (wanted is not null && !Names(named, wanted))) continue;
                found.Add(Describe(subscription));
            }
        }

        found.Sort(static (one, other) => string.CompareOrdinal(one.ConsumerId, other.ConsumerId));
        return Cut(found, skip, take);
    }

    public Page<MessageGroupView> ListMessageGroups(string queue, int skip, int take)
    {
        var groups = string.IsNullOrEmpty(queue) ? null : _serving?.Router.Directory.FindQueue(Destination.Queue(queue))?.CopyMessageGroups();
        var found = new List<MessageGroupView>();
        foreach (var group in groups ?? []) found.Add(new(group.Id, group.Owner?.ToString(), group.InFlight));
        found.Sort(static (one, other) => string.CompareOrdinal(one.GroupId, other.GroupId));
        return Cut(found, skip, take);
    }

    public ValueTask ReleaseMessageGroupAsync(User caller, string queue, string groupId, CancellationToken cancellationToken)
    {
        Require(caller, UserRole.Operator, "release message groups");
        if (Find(Serving(), queue).ReleaseMessageGroup(groupId)) return ValueTask.CompletedTask;
        throw new CommandRefusedException(CommandRefusal.NotFound, $"No consumer of {queue} owns a message group {groupId}.");
    }

    public ValueTask<int> ReleaseAllMessageGroupsAsync(User caller, string queue, CancellationToken cancellationToken)
    {
        Require(caller, UserRole.Operator, "release message groups");
        return ValueTask.FromResult(Find(Serving(), queue).ReleaseAllMessageGroups());
    }

    private static bool Names(Destination named, Destination wanted)
    {
        foreach (var member in named.Members())
        {
            if (member.Equals(wanted)) return true;
        }

        return false;
    }

    private static Page<T> Cut<T>(List<T> all, int skip, int take)
    {
        skip = Math.Clamp(skip, 0, all.Count);
        return new(all.GetRange(skip, Math.Min(Math.Clamp(take, 1, MaxPage), all.Count - skip)), all.Count);
    }

    private static ConsumerView Describe(Subscription subscription)
    {
        var (options, activity) = (subscription.Options, subscription.Observe());
        return new()
        {
            ConsumerId = options.ConsumerId.ToString(),
            ClientId = subscription.ClientId,
            RemoteAddress = subscription.RemoteAddress,
            Destination = options.Destination.ToString(),
            Prefetch = activity.Prefetch,
            InFlight = activity.InFlight,
            Waiting = activity.Waiting,
            Priority = options.Priority,
            Exclusive = options.Exclusive,
            Browser = options.Browser,
            Selector = options.SelectorText,
            SubscriptionName = options.SubscriptionName,
            IsSlow = subscription.IsSlow,
        };
    }
}

using Broker.Core.Security;

namespace Broker.Core.Management;

/// <content>Consumers and message groups.</content>
public partial interface IBrokerAdministration
{
    /// <summary>Consumers in the order of their ids, those of advisories left out.</summary>
    /// <param name="destination">Only those that name it, such as "queue://orders"; null for all.</param>
    /// <param name="skip">So many are left out before.</param>
    /// <param name="take">1 to 500; other values are brought into this range.</param>
    Page<ConsumerView> ListConsumers(string? destination, int skip, int take);

    /// <summary>The message groups of a queue in the order of their ids; none when there is no such queue.</summary>
    /// <param name="queue">Queue name.</param>
    /// <param name="skip">So many are left out before.</param>
    /// <param name="take">1 to 500; other values are brought into this range.</param>
    Page<MessageGroupView> ListMessageGroups(string queue, int skip, int take);

    /// <summary>Takes a message group from the consumer that owns it; the next owner gets it when what is in flight is settled.</summary>
    /// <exception cref="CommandRefusedException">The role may not, or there is no such queue, or no consumer owns such a group.</exception>
    ValueTask ReleaseMessageGroupAsync(User caller, string queue, string groupId, CancellationToken cancellationToken);

    /// <summary>Takes all message groups of a queue from their owners: they are dealt out anew, which evens them out.</summary>
    /// <returns>How many were owned.</returns>
    /// <exception cref="CommandRefusedException">The role may not, or there is no such queue.</exception>
    ValueTask<int> ReleaseAllMessageGroupsAsync(User caller, string queue, CancellationToken cancellationToken);
}

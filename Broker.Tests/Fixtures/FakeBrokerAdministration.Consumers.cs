using Broker.Core.Management;
using Broker.Core.Security;

namespace Broker.Tests.Fixtures;

/// <content>It pretends no consumers and no groups: no page shows them yet.</content>
internal sealed partial class FakeBrokerAdministration
{
    public Page<ConsumerView> ListConsumers(string? destination, int skip, int take) => new([], 0);

    public Page<MessageGroupView> ListMessageGroups(string queue, int skip, int take) => new([], 0);

    public ValueTask ReleaseMessageGroupAsync(User caller, string queue, string groupId, CancellationToken cancellationToken)
    {
        Require(caller, UserRole.Operator);
        throw new CommandRefusedException(CommandRefusal.NotFound, $"No consumer of {Known(queue).Name} owns a message group {groupId}.");
    }

    public ValueTask<int> ReleaseAllMessageGroupsAsync(User caller, string queue, CancellationToken cancellationToken)
    {
        Require(caller, UserRole.Operator);
        Known(queue);
        return ValueTask.FromResult(0);
    }
}

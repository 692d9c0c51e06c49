using Broker.Core.Security;

namespace Broker.Core.Management;

/// <content>The group of nodes, and handing the store from one to another.</content>
public sealed partial class BrokerAdministration
{
    private volatile BrokerGroup? _group;

    /// <summary>The node takes part in its group from now on.</summary>
    public void Join(BrokerGroup group) => _group = group;

    public AvailabilityView GetAvailability()
    {
        var view = new AvailabilityView { Role = node.Role, Reason = node.Reason, Since = node.Since };
        if (_group is not { } group) return view;
        var alive = group.Nodes.Alive;
        return view with
        {
            Epoch = node.Tenure?.Fence.Epoch ?? alive.Max(beat => beat.Epoch),
            LeaseLeft = LeaseLeft(),
            StoreProblem = group.Election.Problem ?? _serving?.Persistence.Usage.WriteError ?? group.Nodes.Problem,
            Nodes = [.. alive.Select(beat => new NodeView(beat.Name, beat.Role, IsThis(beat.Name), beat.ClientUris, beat.ConsoleUri))],
            History = group.History.Read(),
        };
    }

    public async ValueTask SwitchOverAsync(User caller, string? node, CancellationToken cancellationToken)
    {
        Require(caller, UserRole.Administrator, "switch over");
        Serving();
        var group = _group ?? throw new CommandRefusedException(CommandRefusal.NotServing, "This node has not joined its group yet.");
        await group.SwitchOver(ChooseSlave(group, node), cancellationToken).ConfigureAwait(false);
    }

    private static string ChooseSlave(BrokerGroup group, string? wanted)
    {
        var slaves = group.Nodes.Slaves;
        if (string.IsNullOrEmpty(wanted))
        {
            return slaves.Count > 0 ? slaves[0].Name : throw new CommandRefusedException(CommandRefusal.Conflict, "There is no slave to switch over to.");
        }

        if (slaves.Any(slave => string.Equals(slave.Name, wanted, StringComparison.Ordinal))) return wanted;
        if (group.Nodes.Alive.FirstOrDefault(beat => string.Equals(beat.Name, wanted, StringComparison.Ordinal)) is { } other)
        {
            throw new CommandRefusedException(CommandRefusal.Conflict, $"Node {wanted} is {other.Role} and no slave.");
        }

        throw new CommandRefusedException(
            CommandRefusal.NotFound,
            slaves.Count > 0 ? $"There is no node {wanted}; the slaves are {string.Join(", ", slaves.Select(slave => slave.Name))}." : $"There is no node {wanted}, and no slave at all.");
    }

    private bool IsThis(string name) => string.Equals(name, options.NodeName, StringComparison.Ordinal);

    private TimeSpan? LeaseLeft() =>
        node.Tenure is { MayAnswer: true } tenure ? time.GetElapsedTime(time.GetTimestamp(), tenure.SureUntil) : null;
}

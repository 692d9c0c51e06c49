using Broker.Core.Availability;

namespace Broker.Core.Management;

/// <summary>This node's group as management sees it, in every role.</summary>
/// <param name="Nodes">Who is there.</param>
/// <param name="History">Who took which role when.</param>
/// <param name="Election">Whether the lock can be used.</param>
/// <param name="SwitchOver">
/// Hands the store to the named slave and completes when that serves; throws <see cref="CommandRefusedException"/> when it cannot be done.
/// </param>
public sealed record BrokerGroup(
    NodeGroup Nodes, RoleHistory History, MasterElection Election, Func<string, CancellationToken, Task> SwitchOver);

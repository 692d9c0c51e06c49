namespace Broker.Core.Availability;

/// <summary>A node took a role.</summary>
/// <param name="At">When, by that node's clock.</param>
/// <param name="Node">Which.</param>
/// <param name="Role">The new role.</param>
/// <param name="Reason">Why, in one sentence; null when there is nothing to say.</param>
/// <param name="Epoch">The tenure it began or ended; null for none.</param>
public sealed record RoleChange(DateTimeOffset At, string Node, BrokerRole Role, string? Reason, long? Epoch);

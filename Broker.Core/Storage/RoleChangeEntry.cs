namespace Broker.Core.Storage;

/// <summary>One line of the group's history: which node took which role when, and why.</summary>
public sealed record RoleChangeEntry(DateTimeOffset At, string Node, string Role, string? Reason, long? Epoch);

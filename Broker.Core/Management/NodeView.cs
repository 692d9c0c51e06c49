namespace Broker.Core.Management;

/// <summary>One node of the group.</summary>
/// <param name="Name">Unique in the group.</param>
/// <param name="Role">As BrokerRole spells it.</param>
/// <param name="IsThis">It is the node that was asked.</param>
/// <param name="ClientUris">Where clients reach it, or would if it served.</param>
/// <param name="ConsoleUri">Where its console is; empty when it tells none.</param>
public sealed record NodeView(string Name, string Role, bool IsThis, IReadOnlyList<string> ClientUris, string ConsoleUri);

namespace Broker.Core.Storage;

/// <summary>What a node tells its group, again and again.</summary>
/// <param name="Name">The node's name, unique in the group.</param>
/// <param name="Incarnation">This run of its process.</param>
/// <param name="Role">As BrokerRole spells it.</param>
/// <param name="Epoch">Its tenure while it is master; else null.</param>
/// <param name="ClientUris">Where clients reach it, or would if it served, such as "tcp://host:61616".</param>
/// <param name="ConsoleUri">Where its console is; empty when it has none.</param>
public sealed record NodeBeat(string Name, Guid Incarnation, string Role, long? Epoch, IReadOnlyList<string> ClientUris, string ConsoleUri);

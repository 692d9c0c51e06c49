using Broker.Core.Configuration;

namespace Broker.Web.Hosting;

/// <summary>The configuration of one node, read and found right.</summary>
/// <param name="Broker">The section "Broker", with defaults filled in: a node name, and at least one connector.</param>
/// <param name="Security">The section "Security".</param>
/// <param name="ConsoleUri">Where this node's console is, for the other nodes of its group; empty when that is not known yet.</param>
/// <param name="Warnings">Sentences for the log about values that have no effect in this version.</param>
public sealed record ApplianceConfiguration(BrokerOptions Broker, SecurityOptions Security, string ConsoleUri, IReadOnlyList<string> Warnings);

using System.ComponentModel;

namespace Broker.Web.Api.Contracts;

/// <summary>One node of the group.</summary>
public sealed record NodeContract(
    [property: Description("Unique in the group.")] string Name,
    [property: Description("Starting, Slave, Master or Stopping.")] string Role,
    [property: Description("It is the node that was asked.")] bool IsThis,
    [property: Description("Where clients reach it, or would if it served.")] IReadOnlyList<string> ClientUris,
    [property: Description("Where its console is; empty when it tells none.")] string ConsoleUri);

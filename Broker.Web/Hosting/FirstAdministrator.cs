namespace Broker.Web.Hosting;

/// <summary>An administrator that nobody configured, made at the group's first start.</summary>
/// <param name="Password">To be shown once; null when another node has made the administrator.</param>
/// <param name="By">The node that made it.</param>
public sealed record FirstAdministrator(string? Password, string By);

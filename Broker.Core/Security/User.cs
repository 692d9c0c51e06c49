namespace Broker.Core.Security;

/// <summary>Somebody who signed in.</summary>
/// <param name="Name">Login name.</param>
/// <param name="Role">What they may do.</param>
public sealed record User(string Name, UserRole Role);

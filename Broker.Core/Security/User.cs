namespace Broker.Core.Security;

/// <summary>Somebody who signed in.</summary>
/// <param name="Name">Login name.</param>
/// <param name="Role">What they may do with the broker itself.</param>
public sealed record User(string Name, UserRole Role)
{
    /// <summary>What rights on destinations are given to. Default: none.</summary>
    public IReadOnlyList<string> Groups { get; init; } = [];
}

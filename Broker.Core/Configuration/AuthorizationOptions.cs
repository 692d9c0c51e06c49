namespace Broker.Core.Configuration;

/// <summary>Rights on destinations. Source: ActiveMQ's authorizationPlugin.</summary>
/// <remarks>
/// A user has what any matching entry and the default entry give to one of the user's groups. Everybody may consume advisory
/// topics; nobody needs an entry for them. A user of the role Administrator may do everything.
/// </remarks>
public sealed record AuthorizationOptions
{
    /// <summary>Rights are checked. Default: false, as ActiveMQ without the plugin; no groups may be configured then.</summary>
    public bool Enabled { get; init; }

    /// <summary>Rights by name pattern; all that match count together, as in ActiveMQ.</summary>
    public IReadOnlyList<AuthorizationEntry> Entries { get; init; } = [];

    /// <summary>
    /// Temporary destinations of other connections, and making one. No group named: everybody may, as in ActiveMQ without a
    /// tempDestinationAuthorizationEntry. What a connection does with its own is always allowed.
    /// </summary>
    public AccessGroups TemporaryDestinations { get; init; } = new();

    /// <summary>Counts for every queue and topic beside the entries. Source: ActiveMQ's defaultEntry.</summary>
    public AccessGroups Default { get; init; } = new();
}

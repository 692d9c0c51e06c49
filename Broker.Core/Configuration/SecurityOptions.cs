namespace Broker.Core.Configuration;

/// <summary>The section "Security" of the configuration: who may come in.</summary>
public sealed record SecurityOptions
{
    public AdministratorOptions Administrator { get; init; } = new();

    /// <summary>Which protocol clients may connect without credentials. Default: <see cref="AnonymousAccess.Loopback"/>.</summary>
    public AnonymousAccess Anonymous { get; init; } = AnonymousAccess.Loopback;

    /// <summary>What a client without credentials is called. Default: "anonymous", as ActiveMQ.</summary>
    public string AnonymousUser { get; init; } = "anonymous";

    /// <summary>The groups of a client without credentials, separated by ','. Default: "anonymous", as ActiveMQ.</summary>
    public string AnonymousGroup { get; init; } = "anonymous";

    /// <summary>Users of messaging clients that are made or changed at start; those added later stay.</summary>
    public IReadOnlyList<UserOptions> Users { get; init; } = [];

    /// <summary>Rights on destinations, until they are edited for the first time; what was edited is stored and wins.</summary>
    public AuthorizationOptions Authorization { get; init; } = new();
}

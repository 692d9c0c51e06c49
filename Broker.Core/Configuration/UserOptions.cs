namespace Broker.Core.Configuration;

/// <summary>A user of messaging clients, made or changed at start. Source: ActiveMQ's authenticationUser.</summary>
public sealed record UserOptions
{
    /// <summary>Login name; case matters.</summary>
    public string Name { get; init; } = "";

    /// <summary>Wins over a stored one. A secret: never logged or shown.</summary>
    public string Password { get; init; } = "";

    /// <summary>The user's groups, separated by ','.</summary>
    public string Groups { get; init; } = "";
}

namespace Broker.Core.Configuration;

/// <summary>The section "Security" of the configuration: who may come in.</summary>
public sealed record SecurityOptions
{
    public AdministratorOptions Administrator { get; init; } = new();

    /// <summary>Which protocol clients may connect without credentials. Default: <see cref="AnonymousAccess.Loopback"/>.</summary>
    public AnonymousAccess Anonymous { get; init; } = AnonymousAccess.Loopback;
}

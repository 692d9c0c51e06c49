namespace Broker.Core.Configuration;

/// <summary>The first administrator.</summary>
public sealed record AdministratorOptions
{
    /// <summary>Default: "admin".</summary>
    public string Name { get; init; } = "admin";

    /// <summary>Empty: made at first start and shown once. A secret: never logged or shown otherwise.</summary>
    public string Password { get; init; } = "";
}

namespace Broker.Core.Configuration;

/// <summary>A link to another broker.</summary>
public sealed record NetworkConnectorOptions
{
    public string Name { get; init; } = "NC";

    public string Uri { get; init; } = "";

    public bool Duplex { get; init; }
}

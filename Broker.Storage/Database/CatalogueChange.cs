namespace Broker.Storage.Database;

/// <summary>A statement about destinations or subscriptions, with its parameters: their names are texts of users.</summary>
internal sealed record CatalogueChange(string Statement, params (string Name, object? Value)[] Parameters);

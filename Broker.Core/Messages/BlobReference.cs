namespace Broker.Core.Messages;

/// <summary>Where the body of a blob message lies. Source: ActiveMQ's BlobMessage.</summary>
public sealed record BlobReference(string? RemoteUrl, string? MimeType, bool DeletedByBroker);

namespace Broker.Core.Storage;

/// <summary>One version of a document of settings.</summary>
/// <param name="Version">Counts from 1 in each document; 0 for one that is in no shared store yet.</param>
/// <param name="Content">JSON; what is in it is the document's own affair.</param>
/// <param name="By">Who made it: a person, or a node that wrote what it is configured with. Empty when that is not known.</param>
/// <param name="At">When, by the store's clock.</param>
public sealed record SettingsVersion(int Version, string Content, string By, DateTimeOffset At);

namespace Broker.Core.Storage;

/// <summary>What became of a write to a document of settings.</summary>
/// <param name="IsDone">False: somebody else was faster, and nothing was changed.</param>
/// <param name="Newest">The version that was written; or the one that is there, with who made it. Null: there is none, though the writer knew one.</param>
public sealed record SettingsWrite(bool IsDone, SettingsVersion? Newest);

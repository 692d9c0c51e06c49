namespace Broker.Core.Settings;

/// <summary>A version of a document of settings, read and understood.</summary>
/// <param name="Content">What it says.</param>
/// <param name="Version">Its version; 0 for one that is in no shared store yet.</param>
/// <param name="By">Who made it.</param>
/// <param name="At">When, by the store's clock.</param>
public sealed record Setting<T>(T Content, int Version, string By, DateTimeOffset At)
    where T : class;

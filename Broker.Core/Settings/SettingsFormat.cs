namespace Broker.Core.Settings;

/// <summary>What a document of settings is called, and how it becomes text and comes back.</summary>
/// <typeparam name="T">Its content, which is never changed once it is made.</typeparam>
/// <param name="Document">Its name in the store: lower-case letters, such as "users".</param>
/// <param name="Read">From JSON; throws a <see cref="FormatException"/> that says what is wrong, without the content.</param>
/// <param name="Write">To JSON.</param>
public sealed record SettingsFormat<T>(string Document, Func<string, T> Read, Func<T, string> Write)
    where T : class;

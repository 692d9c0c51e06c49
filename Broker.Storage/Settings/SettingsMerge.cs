namespace Broker.Storage.Settings;

/// <summary>Puts what a node had in a file of its own into the document that all nodes share.</summary>
/// <param name="document">Its name.</param>
/// <param name="shared">The shared content; null when there is none yet.</param>
/// <param name="own">The content of the node's file.</param>
/// <returns>The new shared content; null when nothing of the node's is to go into it.</returns>
/// <exception cref="FormatException">One of them cannot be read; the message says what is wrong, without the content.</exception>
public delegate string? SettingsMerge(string document, string? shared, string own);

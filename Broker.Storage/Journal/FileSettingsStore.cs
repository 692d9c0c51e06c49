using System.Text.Json;
using Broker.Core.Storage;

namespace Broker.Storage.Journal;

/// <summary>Documents of settings as files beside the journal, "users.json" and the like; only the account of the broker may read them.</summary>
/// <remarks>
/// A file is { "version": 3, "changedBy": "ann", "changedAt": "...", "content": { ... } }. One without content was written by a version of
/// this program that kept no envelope: all of it is the content, as version 1. Only the newest version is kept.
/// </remarks>
/// <param name="directory">Which the nodes may share; created when missing.</param>
/// <param name="time">The clock that versions are dated by; null for the system's.</param>
public sealed class FileSettingsStore(string directory, TimeProvider? time = null) : ISettingsStore
{
    private const string LockFile = "settings.lock";

    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(20);

    private readonly TimeProvider _time = time ?? TimeProvider.System;

    public ValueTask<SettingsVersion?> ReadAsync(string document, int known, CancellationToken cancellationToken) =>
        RunAsync(() => Task.FromResult(Read(document) is { } found && found.Version != known ? found : null), cancellationToken);

    public ValueTask<SettingsWrite> TryWriteAsync(string document, int basedOn, string content, string by, CancellationToken cancellationToken) => RunAsync(
        async () =>
        {
            using var held = await LockAsync(cancellationToken).ConfigureAwait(false);
            var present = Read(document);
            if ((present?.Version ?? 0) != basedOn) return new SettingsWrite(IsDone: false, present);
            var next = new SettingsVersion(basedOn + 1, content, by, _time.GetUtcNow());
            Replace(document, next);
            return new(IsDone: true, next);
        },
        cancellationToken);

    /// <summary>Makes this the version that is there, whatever was there before: for a copy of a document that another store keeps.</summary>
    /// <exception cref="StoreException">It could not be written.</exception>
    public async ValueTask PutAsync(string document, SettingsVersion version, CancellationToken cancellationToken) => await RunAsync(
        () =>
        {
            Replace(document, version);
            return Task.FromResult(true);
        },
        cancellationToken).ConfigureAwait(false);

    /// <summary>Gives a document's file another name, so that it is a document no more and nothing is lost.</summary>
    /// <returns>The file's new path.</returns>
    /// <exception cref="StoreException">It could not be renamed.</exception>
    public ValueTask<string> SetAsideAsync(string document, string suffix, CancellationToken cancellationToken) => RunAsync(
        () =>
        {
            var aside = PathOf(document) + suffix;
            File.Move(PathOf(document), aside, overwrite: true);
            return Task.FromResult(aside);
        },
        cancellationToken);

    public string Locate(string document) => $"the file {PathOf(document)}";

    // On a thread of its own: a medium that hangs does not hang the caller.
    private async ValueTask<T> RunAsync<T>(Func<Task<T>> work, CancellationToken cancellationToken)
    {
        try
        {
            return await Task.Run(work, cancellationToken).WaitAsync(Limit, TimeProvider.System, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception e) when (e is not StoreException && (StorageErrors.IsStorage(e) || e is TimeoutException))
        {
            throw new StoreException($"The files of settings in {directory} cannot be used: {e.Message} Check that the directory is mounted, and that this process may write there.", e);
        }
    }

    // The operating system frees it when the process dies; the file stays, for removing it would let two hold it.
    private async Task<FileStream> LockAsync(CancellationToken cancellationToken)
    {
        Directory.CreateDirectory(directory);
        while (true)
        {
            try
            {
                return new FileStream(Path.Combine(directory, LockFile), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
            }
            catch (IOException e) when (StorageErrors.IsHeld(e))
            {
                await Task.Delay(Pause, cancellationToken).ConfigureAwait(false);
            }
        }
    }

    private SettingsVersion? Read(string document)
    {
        var path = PathOf(document);
        if (!File.Exists(path)) return null;
        var text = File.ReadAllText(path);
        try
        {
            using var json = JsonDocument.Parse(text);
            var file = json.RootElement;
            if (file.ValueKind is not JsonValueKind.Object || !file.TryGetProperty("content", out var content)) return new(1, text, "", new(File.GetLastWriteTimeUtc(path)));
            return new(
                file.GetProperty("version").GetInt32(),
                content.GetRawText(),
                file.GetProperty("changedBy").GetString() ?? "",
                file.GetProperty("changedAt").GetDateTimeOffset());
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or FormatException or KeyNotFoundException)
        {
            throw new StoreMismatchException($"The file {path} cannot be read: {e.Message.TrimEnd('.')}. Restore it, or move it away to begin with what is configured.", e);
        }
    }

    // Beside the file and then renamed: a crash leaves the old content or the new, never half.
    private void Replace(string document, SettingsVersion version)
    {
        var path = PathOf(document);
        Directory.CreateDirectory(directory);
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows()) options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        // A name that nobody else has: two nodes may keep copies in one directory.
        var draft = $"{path}.{Guid.NewGuid():N}{JournalFiles.TemporarySuffix}";
        using (var file = new FileStream(draft, options))
        {
            file.Write(Encode(version));
            file.Flush(flushToDisk: true);
        }

        File.Move(draft, path, overwrite: true);
        new JournalDisk().SyncDirectory(directory);
    }

    private static byte[] Encode(SettingsVersion version)
    {
        using var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer, new JsonWriterOptions { Indented = true }))
        {
            json.WriteStartObject();
            json.WriteNumber("version", version.Version);
            json.WriteString("changedBy", version.By);
            json.WriteString("changedAt", version.At);
            json.WritePropertyName("content");
            json.WriteRawValue(version.Content);
            json.WriteEndObject();
        }

        return buffer.ToArray();
    }

    private string PathOf(string document) => Path.Combine(directory, document + ".json");
}

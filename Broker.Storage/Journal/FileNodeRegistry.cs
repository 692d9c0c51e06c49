using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Broker.Core.Storage;

namespace Broker.Storage.Journal;

/// <summary>The group's nodes and history as files beside the log: one for each node, rewritten with every beat, and one that only grows.</summary>
/// <remarks>A file that is half written, or not one of ours, is passed over.</remarks>
/// <param name="directory">The journal's directory, shared by the nodes; created when missing.</param>
public sealed class FileNodeRegistry(string directory) : INodeRegistry
{
    private const string Suffix = ".json";
    private const int LongestFileName = 120;
    private const long LargestHistoryBytes = 1024 * 1024;

    private readonly JournalDisk _disk = new();
    private readonly string _nodes = Path.Combine(directory, "nodes");
    private readonly string _history = Path.Combine(directory, "history.jsonl");
    private readonly string _olderHistory = Path.Combine(directory, "history-older.jsonl");

    public ValueTask<IReadOnlyList<NodeEntry>> BeatAsync(NodeBeat beat, CancellationToken cancellationToken) => RunAsync(
        () =>
        {
            Directory.CreateDirectory(_nodes);
            var path = PathOf(beat.Name);
            Write(path, new NodeEntry(beat, (TryRead(path)?.Beats ?? 0) + 1));
            return ReadAll();
        },
        cancellationToken);

    public ValueTask<IReadOnlyList<NodeEntry>> ReadAsync(CancellationToken cancellationToken) => RunAsync(ReadAll, cancellationToken);

    public async ValueTask LeaveAsync(string name, Guid incarnation, CancellationToken cancellationToken) => await RunAsync(
        () =>
        {
            var path = PathOf(name);
            var isOurs = TryRead(path)?.Beat.Incarnation == incarnation;
            if (isOurs) File.Delete(path);
            return isOurs;
        },
        cancellationToken).ConfigureAwait(false);

    public async ValueTask RecordAsync(RoleChangeEntry change, CancellationToken cancellationToken) => await RunAsync(
        () =>
        {
            Directory.CreateDirectory(directory);
            if (File.Exists(_history) && new FileInfo(_history).Length > LargestHistoryBytes) File.Move(_history, _olderHistory, overwrite: true);
            _disk.Append(_history, [.. JsonSerializer.SerializeToUtf8Bytes(change), (byte)'\n']);
            return true;
        },
        cancellationToken).ConfigureAwait(false);

    public ValueTask<IReadOnlyList<RoleChangeEntry>> ReadHistoryAsync(int limit, CancellationToken cancellationToken) => RunAsync<IReadOnlyList<RoleChangeEntry>>(
        () =>
        {
            List<RoleChangeEntry> newest = [.. ReadChanges(_history).Take(limit)];
            if (newest.Count < limit) newest.AddRange(ReadChanges(_olderHistory).Take(limit - newest.Count));
            return newest;
        },
        cancellationToken);

    // On a thread of its own: a medium that hangs does not hang the caller.
    private async ValueTask<T> RunAsync<T>(Func<T> work, CancellationToken cancellationToken)
    {
        try
        {
            return await Task.Run(work, cancellationToken).WaitAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (Exception e) when (StorageErrors.IsStorage(e) && e is not StoreException)
        {
            throw new StoreException($"The nodes' files in {directory} cannot be used: {e.Message} Check that the directory is mounted, and that this process may write there.", e);
        }
    }

    private IReadOnlyList<NodeEntry> ReadAll()
    {
        if (!Directory.Exists(_nodes)) return [];
        return [.. Directory.EnumerateFiles(_nodes, "*" + Suffix).Select(TryRead).OfType<NodeEntry>().OrderBy(entry => entry.Beat.Name, StringComparer.Ordinal)];
    }

    private static void Write(string path, NodeEntry entry)
    {
        var draft = $"{path}-{entry.Beat.Incarnation:N}{JournalFiles.TemporarySuffix}";
        File.WriteAllBytes(draft, JsonSerializer.SerializeToUtf8Bytes(entry));
        File.Move(draft, path, overwrite: true);
    }

    private static NodeEntry? TryRead(string path)
    {
        try
        {
            var entry = JsonSerializer.Deserialize<NodeEntry>(File.ReadAllBytes(path));
            return entry?.Beat is { Name: not null, Role: not null, ClientUris: not null, ConsoleUri: not null } ? entry : null;
        }
        catch (Exception e) when (e is JsonException or FileNotFoundException or DirectoryNotFoundException)
        {
            return null;
        }
    }

    // Newest first.
    private static IEnumerable<RoleChangeEntry> ReadChanges(string path)
    {
        string[] lines;
        try
        {
            lines = File.ReadAllLines(path);
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            return [];
        }

        return lines.Reverse().Select(TryParse).OfType<RoleChangeEntry>();
    }

    private static RoleChangeEntry? TryParse(string line)
    {
        try
        {
            var change = JsonSerializer.Deserialize<RoleChangeEntry>(line);
            return change is { Node: not null, Role: not null } ? change : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private string PathOf(string name)
    {
        var file = Uri.EscapeDataString(name);
        if (file.Length > LongestFileName) file = $"{file[..LongestFileName]}-{Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes(name)), 0, 8)}";
        return Path.Combine(_nodes, file + Suffix);
    }
}

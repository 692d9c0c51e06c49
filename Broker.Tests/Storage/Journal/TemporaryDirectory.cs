using Broker.Storage.Journal;

namespace Broker.Tests.Storage.Journal;

/// <summary>A directory that is gone after the test.</summary>
internal sealed class TemporaryDirectory : IDisposable
{
    public string Path { get; } = Directory.CreateTempSubdirectory("broker-journal-").FullName;

    /// <summary>The files as they are at this moment: what a crash would leave.</summary>
    public TemporaryDirectory CopyAsAfterCrash()
    {
        var copy = new TemporaryDirectory();
        // Checkpoints first: what a checkpoint relies on is in the segments by then and stays there until two newer ones exist.
        foreach (var file in Directory.EnumerateFiles(Path, "*", SearchOption.AllDirectories).OrderBy(System.IO.Path.GetFileName, StringComparer.Ordinal))
        {
            var target = System.IO.Path.Combine(copy.Path, System.IO.Path.GetRelativePath(Path, file));
            Directory.CreateDirectory(System.IO.Path.GetDirectoryName(target)!);
            try
            {
                if (JournalFiles.IsInUse(file)) File.WriteAllBytes(target, []);
                else File.Copy(file, target);
            }
            catch (FileNotFoundException)
            {
                // Reclaimed meanwhile.
            }
        }

        return copy;
    }

    public void Dispose() => Directory.Delete(Path, recursive: true);
}

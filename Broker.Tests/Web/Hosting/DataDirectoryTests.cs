using Broker.Core.Configuration;
using Broker.Web.Hosting;

namespace Broker.Tests.Web.Hosting;

public sealed class DataDirectoryTests : IDisposable
{
    private readonly DirectoryInfo _temporary = Directory.CreateTempSubdirectory("data-directory-");

    public void Dispose() => _temporary.Delete(recursive: true);

    [Fact]
    public void EnsureWritable_Missing_CreatesItAndLeavesItEmpty()
    {
        var path = Path.Combine(_temporary.FullName, "a", "b");
        Assert.Equal(path, DataDirectory.EnsureWritable(path));
        Assert.Empty(Directory.EnumerateFileSystemEntries(path));
    }

    [Fact]
    public void EnsureWritable_PathIsAFile_NamesItAndSaysWhatToDo()
    {
        var path = Path.Combine(_temporary.FullName, "file");
        File.WriteAllText(path, "");
        AssertRefused(path);
        AssertRefused(Path.Combine(path, "below"));
    }

    [Fact]
    public void EnsureWritable_NoRight_NamesItAndSaysWhatToDo()
    {
        // The superuser may write anywhere but in the kernel's own directories.
        if (OperatingSystem.IsLinux()) AssertRefused("/proc/data");
    }

    private static void AssertRefused(string path)
    {
        var sentence = Assert.Single(Assert.Throws<StartupException>(() => DataDirectory.EnsureWritable(path)).Sentences);
        Assert.StartsWith($"Broker:DataDirectory: '{path}' cannot be created or written", sentence, StringComparison.Ordinal);
        Assert.Contains("--Broker:DataDirectory=", sentence, StringComparison.Ordinal);
    }
}

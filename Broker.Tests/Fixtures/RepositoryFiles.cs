namespace Broker.Tests.Fixtures;

/// <summary>Finds files of the repository from wherever the tests were built.</summary>
internal static class RepositoryFiles
{
    private static readonly Lazy<string> Top = new(FindTop);

    public static string PathOf(params string[] parts) => Path.Combine([Top.Value, .. parts]);

    public static string Read(params string[] parts) => File.ReadAllText(PathOf(parts));

    private static string FindTop()
    {
        for (var directory = new DirectoryInfo(AppContext.BaseDirectory); directory is not null; directory = directory.Parent)
        {
            if (File.Exists(Path.Combine(directory.FullName, "Appliance.sln"))) return directory.FullName;
        }

        throw new InvalidOperationException("The tests run from their build output inside the repository; Appliance.sln is in no directory above it.");
    }
}

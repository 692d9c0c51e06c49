namespace Broker.Tests.Fixtures;

/// <summary>A directory that outlives every test and is gone after the run, also when the test process was killed.</summary>
/// <remarks>
/// What lasts as long as the run, such as a shared server, has nobody to dispose of it: the test host gives a process that ends a
/// tenth of a second. So a small shell waits for the end of its input, which is the end of this process, and then deletes.
/// </remarks>
internal static class RunDirectory
{
    /// <summary>$0 is the directory. Servers tied to this process may be writing for another moment, hence several tries.</summary>
    private const string DeleteAtEnd = """
        trap '' HUP INT TERM
        cat > /dev/null
        for try in 1 2 3 4 5 6 7 8 9 10; do rm -rf "$0" && exit 0; sleep 0.3; done
        """;

    private static readonly Lazy<string> Root = new(static () =>
    {
        var root = Directory.CreateTempSubdirectory("broker-run-").FullName;
        // Not disposed of: it has to see the end of this process.
        _ = ChildProcess.Start("The cleaner", "sh", ["-c", DeleteAtEnd, root]);
        return root;
    });

    /// <summary>A new, empty directory; its path is short enough for a socket in it.</summary>
    public static string Create(string name)
    {
        var path = Path.Combine(Root.Value, $"{name}-{Guid.NewGuid().ToString("N")[..8]}");
        return Directory.CreateDirectory(path).FullName;
    }
}

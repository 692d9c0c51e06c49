namespace Broker.Tests.Fixtures;

/// <summary>Where MariaDB's programs lie, and how one that is short is run.</summary>
internal static class MariaDbPrograms
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    /// <summary>Places that are not on the path of every user.</summary>
    private static readonly string[] FurtherPlaces = ["/usr/sbin", "/usr/local/sbin", "/usr/local/bin", "/usr/libexec"];

    public static string Server => Find("mariadbd");

    public static string Client => Find("mariadb");

    /// <exception cref="FileNotFoundException">Not installed.</exception>
    public static string FindFile(string directory, string pattern, string package) =>
        Directory.Exists(directory) && Directory.EnumerateFiles(directory, pattern, SearchOption.AllDirectories).FirstOrDefault() is { } file
            ? file
            : throw new FileNotFoundException($"There is no {pattern} under {directory}; on Debian: apt-get install {package}.");

    /// <summary>What makes the server run as the present user: the superuser has to be named.</summary>
    public static IEnumerable<string> UserArguments => Environment.IsPrivilegedProcess ? ["--user=root"] : [];

    /// <summary>A template for new servers: the system tables, and a redo log of the size that the servers are started with.</summary>
    public static Task InstallAsync(string directory) => RunAsync(
        Find("mariadb-install-db"),
        [
            "--no-defaults", .. UserArguments, $"--datadir={directory}", "--auth-root-authentication-method=normal",
            "--skip-test-db", "--skip-name-resolve", MariaDbServer.RedoLogArgument,
        ]);

    /// <summary>The content of one directory into another, holes and all when asked for.</summary>
    public static Task CopyAsync(string from, string to, bool withHoles) =>
        RunAsync("cp", ["-a", withHoles ? "--sparse=always" : "--sparse=never", $"{from}/.", to]);

    /// <summary>Runs a program to its end and returns what it wrote to its standard output.</summary>
    /// <exception cref="InvalidOperationException">It failed; the text has its last lines.</exception>
    /// <exception cref="TimeoutException">It had not ended in time, and was killed.</exception>
    public static async Task<string> RunAsync(string program, IEnumerable<string> arguments, TimeSpan? limit = null)
    {
        await using var process = ChildProcess.Start(Path.GetFileName(program), program, arguments);
        var code = await process.WaitForExitAsync(limit ?? Patience);
        var lines = new List<string>();
        while (await process.ReadLineAsync(Patience) is { } line) lines.Add(line);
        return code is 0
            ? string.Join('\n', lines)
            : throw new InvalidOperationException($"{Path.GetFileName(program)} ended with {code}:\n{process.OutputTail}");
    }

    private static string Find(string name) =>
        (Environment.GetEnvironmentVariable("PATH") ?? "").Split(':', StringSplitOptions.RemoveEmptyEntries)
            .Concat(FurtherPlaces)
            .Select(place => Path.Combine(place, name))
            .FirstOrDefault(File.Exists)
        ?? throw new FileNotFoundException($"There is no {name}; on Debian: apt-get install mariadb-server-core mariadb-client-core.");
}

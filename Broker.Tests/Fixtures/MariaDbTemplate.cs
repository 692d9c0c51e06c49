namespace Broker.Tests.Fixtures;

/// <summary>Data directories that every server of a run starts from as a copy, made once: installing takes a second, copying does not.</summary>
internal static class MariaDbTemplate
{
    private static readonly Lock Gate = new();
    private static Task<string>? _plain;
    private static Task<string>? _galera;

    /// <summary>System tables, a root without password, nobody else.</summary>
    public static Task<string> PlainAsync()
    {
        lock (Gate) return _plain ??= InstallAsync();
    }

    /// <summary>As <see cref="PlainAsync"/>, and known to Galera: copies with one history join each other without copying the whole data.</summary>
    public static Task<string> GaleraAsync()
    {
        lock (Gate) return _galera ??= BootstrapAsync();
    }

    private static async Task<string> InstallAsync()
    {
        var directory = RunDirectory.Create("template");
        await MariaDbPrograms.InstallAsync(directory);
        return directory;
    }

    private static async Task<string> BootstrapAsync()
    {
        var directory = RunDirectory.Create("galera");
        await using var first = await MariaDbServer.StartAsync(new MariaDbSetup
        {
            Template = await PlainAsync(),
            Arguments = [.. GaleraCluster.Arguments(FreePorts.Take(), FreePorts.Take(), "gcomm://"), "--wsrep-new-cluster"],
        });
        await first.StopAsync();
        await MariaDbPrograms.CopyAsync(first.DataDirectory, directory, withHoles: true);
        return directory;
    }
}

namespace Broker.Tests.Fixtures;

/// <summary>One server for all tests that need no more than a database of their own in it; started by the first of them.</summary>
/// <remarks>
/// It ends with the test process. Whoever stops it, pauses it, cuts others' connections or changes what is global to it starts a
/// <see cref="MariaDbServer"/> instead.
/// </remarks>
public static class SharedMariaDb
{
    private static readonly Lock Gate = new();
    private static Task<MariaDbServer>? _server;

    public static Task<MariaDbServer> ServerAsync()
    {
        lock (Gate) return _server ??= MariaDbServer.StartAsync();
    }

    /// <summary>A new, empty database in the shared server: the connection string to it.</summary>
    public static async Task<string> CreateDatabaseAsync() => await (await ServerAsync()).CreateDatabaseAsync();
}

namespace Broker.Tests.Fixtures;

/// <summary>What tells one server of the tests from another.</summary>
internal sealed record MariaDbSetup
{
    /// <summary>The data directory to start from as a copy; null for the plain one.</summary>
    public string? Template { get; init; }

    /// <summary>For mariadbd, after the fixture's own: the last one wins.</summary>
    public IReadOnlyList<string> Arguments { get; init; } = [];

    /// <summary>Further ones for one start, asked for at each.</summary>
    public Func<MariaDbServer, Task<IReadOnlyList<string>>>? StartArguments { get; init; }

    /// <summary>A file system of this size for the data, in a mount namespace of its own; null for the temporary directory's.</summary>
    public int? DiskMegabytes { get; init; }

    /// <summary>With a clock that can be shifted.</summary>
    public bool OwnClock { get; init; }

    /// <summary>Where the server looks for programs first.</summary>
    public string? ProgramDirectory { get; init; }

    /// <summary>The application user's password; null for one of its own, and the user made at the first start.</summary>
    public string? Password { get; init; }

    public string Name { get; init; } = "mariadb";
}
